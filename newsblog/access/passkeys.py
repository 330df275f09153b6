"""Passkeys (Web Authentication, Level 3): registering them, and logging in with them."""

import ipaddress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from articles.editor import signed_in
from newsblog.site.models import SiteSettings

from .models import Passkey

CHALLENGE = "access.challenge"
SECONDS = 5 * 60
MOST = 20
TRANSPORTS = {transport.value for transport in AuthenticatorTransport}


class PasskeyError(Exception):
    """What the browser sent proves nothing."""


class Proof(NamedTuple):
    passkey: Passkey
    is_verified: bool
    """Whether the device asked for a finger, a face or a PIN: then it stands for both factors."""


def are_possible() -> bool:
    """Browsers tie passkeys to the name of a site, and want HTTPS: an address of numbers won't do."""
    parts = urlsplit(settings.SITE_URL)
    try:
        ipaddress.ip_address(_site_name())
    except ValueError:
        return parts.scheme == "https" or _site_name() == "localhost"
    return False


def registration_options(request: HttpRequest) -> str:
    """What ``navigator.credentials.create`` is to be asked, as JSON; answered within five minutes."""
    user: Any = request.user
    options = webauthn.generate_registration_options(
        rp_id=_site_name(),
        rp_name=SiteSettings.load().name or _site_name(),
        user_name=user.get_username(),
        user_id=_handle(user),
        user_display_name=user.get_full_name() or user.get_username(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_descriptors(user),
    )
    _remember(request, "register", options.challenge)
    return webauthn.options_to_json(options)


def register(request: HttpRequest, name: str, answer: str) -> Passkey:
    """Keep the passkey that the browser made; ``PasskeyError`` when it is none, or somebody's already."""
    challenge = _remembered(request, "register")
    try:
        credential = parse_registration_credential_json(answer)
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site_name(),
            expected_origin=_origin(),
        )
        transports = [str(transport.value) for transport in credential.response.transports or ()]
    except Exception as error:  # an answer can be wrong in any way, in JSON, CBOR and keys
        raise PasskeyError from error
    try:
        with transaction.atomic():
            return Passkey.objects.create(
                user=signed_in(request),
                name=name,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                transports=transports,
            )
    except IntegrityError as error:
        raise PasskeyError from error


def authentication_options(request: HttpRequest, user: Any = None) -> str:
    """What ``navigator.credentials.get`` is to be asked, as JSON: for one of the account's passkeys, or, without an
    account, for any of this site that proves who uses it."""
    wanted = UserVerificationRequirement.PREFERRED if user else UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(
        rp_id=_site_name(), allow_credentials=_descriptors(user) if user else None, user_verification=wanted
    )
    _remember(request, "login", options.challenge)
    return webauthn.options_to_json(options)


def authenticate(request: HttpRequest, answer: str) -> Proof:
    """Whose passkey signed the challenge; ``PasskeyError`` when nobody's did."""
    challenge = _remembered(request, "login")
    try:
        credential = parse_authentication_credential_json(answer)
    except Exception as error:
        raise PasskeyError from error
    with transaction.atomic():
        keys = Passkey.objects.select_for_update(of=("self",)).select_related("user")
        passkey = keys.filter(credential=credential.raw_id).first()
        if passkey is None:
            raise PasskeyError
        try:
            proof = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=_site_name(),
                expected_origin=_origin(),
                credential_public_key=bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
            )
        except Exception as error:
            raise PasskeyError from error
        passkey.sign_count, passkey.used_at = proof.new_sign_count, timezone.now()
        passkey.save(update_fields=["sign_count", "used_at"])
    return Proof(passkey, proof.user_verified)


def _site_name() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def _origin() -> str:
    parts = urlsplit(settings.SITE_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _handle(user: Any) -> bytes:
    """What a device calls the account: always the same, and says nothing about it (WebAuthn, 14.6.1)."""
    return salted_hmac("newsblog.access.passkeys", str(user.pk), algorithm="sha256").digest()


def _descriptors(user: Any) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=bytes(passkey.credential),
            transports=[AuthenticatorTransport(name) for name in passkey.transports if name in TRANSPORTS],
        )
        for passkey in Passkey.objects.filter(user=user)
    ]


def _remember(request: HttpRequest, purpose: str, challenge: bytes) -> None:
    at = timezone.now().timestamp()
    request.session[CHALLENGE] = {"for": purpose, "challenge": bytes_to_base64url(challenge), "at": at}
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)


def _remembered(request: HttpRequest, purpose: str) -> bytes:
    """The challenge, which is good for one answer."""
    kept = request.session.pop(CHALLENGE, None)
    if not kept or kept["for"] != purpose or not 0 <= timezone.now().timestamp() - kept["at"] <= SECONDS:
        raise PasskeyError
    return base64url_to_bytes(kept["challenge"])
