"""nginx in front of the site (``deploy/nginx.conf``): pages as files that nginx serves without asking anybody.

With ``PAGES_FOLDER`` set, each fresh page for everybody becomes a file, and the file is gone before a change that it
shows is acknowledged. nginx tells by datagrams who read what.
"""
