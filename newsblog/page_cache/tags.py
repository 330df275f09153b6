"""What pages show, in words that the database's triggers use too (``newsblog.site.migrations``).

``article:7``    the article itself, with its related links and corrections
``comments:7``   its comments
``articles``     titles, excerpts and the order of articles, in lists, boxes and feeds
``texts``        the texts of articles, in feeds
``comments``     the latest comments and their numbers, in boxes and lists
``corrections``  those of all articles
``site``         settings, categories, authors, tags, pictures, words of the moderation
``anything``     more than can be told
"""

ARTICLE = "newsblog.article"
"""Where a view writes down in the request's environment which article was read."""
SHARED = "newsblog.shared"
"""In the environment of a request that is answered as everybody's."""
HEARD = "newsblog.heard"
"""In the environment of every request that came through the page cache, where changes are heard of: the number of the
last change when it came (``versions.last``), which whatever it reads is not older than."""

EVERYTHING = ("site", "anything")
"""What each page and part shows."""
LISTS = ("articles", "comments", *EVERYTHING)
ALL = (*LISTS, "texts", "corrections")
