"""Atom, RFC 4287, with the archives of RFC 5005."""

import io
from datetime import datetime
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

from .feed import Entry, Feed, xml_text

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:fh": "http://purl.org/syndication/history/1.0"}


def render(feed: Feed) -> bytes:
    output = io.StringIO()
    xml = _Writer(output, "utf-8")
    xml.startDocument()
    xml.open("feed", **NAMESPACES, **{"xml:lang": feed.language})
    xml.text("id", feed.page)
    xml.text("title", feed.title)
    if feed.subtitle:
        xml.text("subtitle", feed.subtitle)
    xml.text("updated", _time(feed.updated))
    if feed.icon:
        xml.text("icon", feed.icon)
    xml.link("self", feed.address, "application/atom+xml")
    xml.link("alternate", feed.page, "text/html")
    for relation, address in feed.links.items():
        xml.link(relation, address, "application/atom+xml")
    xml.text("generator", "Newsblog")
    if feed.is_archive:
        xml.addQuickElement("fh:archive")
    for entry in feed.entries:
        _write_entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return output.getvalue().encode()


class _Writer(SimplerXMLGenerator):
    def open(self, name: str, **attributes: str) -> None:
        self.startElement(name, AttributesImpl(attributes))

    def text(self, name: str, text: str, **attributes: str) -> None:
        self.addQuickElement(name, xml_text(text), attributes)

    def link(self, relation: str, address: str, content_type: str) -> None:
        self.addQuickElement("link", attrs={"rel": relation, "href": address, "type": content_type})


def _write_entry(xml: _Writer, entry: Entry) -> None:
    xml.open("entry")
    xml.text("id", entry.id)
    xml.text("title", entry.title)
    xml.link("alternate", entry.url, "text/html")
    if entry.comments_feed:
        xml.link("replies", entry.comments_feed, "application/atom+xml")
    xml.text("published", _time(entry.published))
    xml.text("updated", _time(entry.updated))
    xml.open("author")
    xml.text("name", entry.writer.name)
    if entry.writer.url:
        xml.text("uri", entry.writer.url)
    xml.endElement("author")
    for subject in entry.subjects:
        xml.addQuickElement("category", attrs={"term": xml_text(subject)})
    if entry.summary:
        xml.text("summary", entry.summary)
    xml.text("content", entry.html, type="html")
    xml.endElement("entry")


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
