"""A real SMTP server on this machine, which takes, refuses or keeps everybody waiting, as a test likes."""

import asyncio
import email
import email.policy
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.running_site import free_port


class Mailbox:
    """The mails that arrived, and what the server answers to the next ones."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        # What is answered to the recipient, and to the words: a line, or seconds to be silent.
        self.answer_to_recipient: str | float = "250 OK"
        self.answer_to_words: str | float = "250 OK"
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if isinstance(self.answer_to_recipient, float):
            await asyncio.sleep(self.answer_to_recipient)
            return "451 slow"
        if self.answer_to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if isinstance(self.answer_to_words, float):
            await asyncio.sleep(self.answer_to_words)
            return "451 slow"
        if self.answer_to_words.startswith("2"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.append(message)  # type: ignore[arg-type]
            self.recipients.append(envelope.rcpt_tos)
        return self.answer_to_words

    @property
    def address(self) -> tuple[str, int]:
        return self.controller.hostname, self.controller.port

    def start(self) -> "Mailbox":
        self.controller.start()
        return self

    def stop(self) -> None:
        self.controller.stop()

    def wait_for(self, number: int) -> list[EmailMessage]:
        """The mails, once there are so many."""
        for _attempt in range(600):
            if len(self.mails) >= number:
                break
            time.sleep(0.05)
        assert len(self.mails) == number, [mail["Subject"] for mail in self.mails]
        return self.mails
