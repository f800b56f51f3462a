"""The identity provider's endpoints (OpenID Connect) and ``/api/v1/me``."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote_plus, urlencode

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from api_client.addresses import path_of, same_origin_path
from api_client.answers import Answer, decode, refusal
from api_client.errors import NotThePortal, OAuthRefused
from api_client.http import Http
from api_client.models import Many, Person, SignInPlace, Tokens


class Metadata(BaseModel):
    """Discovery document (OpenID Connect Discovery 1.0, 3; RFC 8414)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    revocation_endpoint: str | None = None
    device_authorization_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    code_challenge_methods_supported: Many[str] = ()


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """Who asks the provider: this app, which is public, or a registered terminal with its secret (RFC 6749, 2.1)."""

    id: str
    secret: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """Return the headers of a form it sends; a terminal proves itself in them (RFC 6749, 2.3.1)."""
        if self.secret is None:
            return _FORM
        pair = f"{quote_plus(self.id)}:{quote_plus(self.secret)}"
        return {**_FORM, "Authorization": f"Basic {b64encode(pair.encode()).decode()}"}


class DeviceAuthorization(BaseModel):
    """What a terminal shows and what it waits with (RFC 8628, 3.2)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    device_code: Annotated[str, Field(min_length=1, max_length=512, repr=False)]
    user_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{2,8}(-[0-9A-Z]{2,8}){0,3}$")]
    verification_uri: str
    verification_uri_complete: str
    expires_in: Annotated[int, Field(gt=0)]
    interval: Annotated[int, Field(gt=0)] = 5


class KeySet(BaseModel):
    """Public keys as JWKS (RFC 7517)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keys: Many[dict[str, Any]]


class _Call(BaseModel):
    answered: bool


class _OAuthError(BaseModel):
    error: str
    error_description: str = ""


_METADATA = TypeAdapter(Metadata)
_KEYS = TypeAdapter(KeySet)
_TOKENS = TypeAdapter(Tokens)
_PERSON = TypeAdapter(Person)
_PLACES: TypeAdapter[tuple[SignInPlace, ...]] = TypeAdapter(Many[SignInPlace])
_SIGN_INS = path_of("api", "v1", "me", "sign-ins")
_CALL = TypeAdapter(_Call)
_DEVICE = TypeAdapter(DeviceAuthorization)
_OAUTH_ERROR = TypeAdapter(_OAuthError)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class IdentityClient:
    """Discovery, tokens, revocation, keys, the signed-in person."""

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def issuer(self) -> str:
        """Return the issuer this app trusts: the portal itself."""
        return self._http.base_url

    async def metadata(self) -> Metadata:
        """Return the provider's endpoints.

        Raises:
            NotThePortal: if it calls itself otherwise or names endpoints of another host, or knows no PKCE S256.
        """
        metadata = decode(await self._http.send("GET", path_of(".well-known", "openid-configuration")), _METADATA)
        if metadata.issuer != self.issuer:
            raise NotThePortal("another issuer")
        for endpoint in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
            same_origin_path(endpoint, self.issuer)
        if "S256" not in metadata.code_challenge_methods_supported:
            raise NotThePortal("no PKCE S256")
        return metadata

    async def keys(self, metadata: Metadata) -> tuple[dict[str, Any], ...]:
        """Return the keys that sign ID tokens."""
        path = same_origin_path(metadata.jwks_uri, self.issuer)
        return decode(await self._http.send("GET", path), _KEYS).keys

    async def portal_keys(self) -> tuple[dict[str, Any], ...]:
        """Return the keys that sign slips, receipts and results."""
        return decode(await self._http.send("GET", path_of(".well-known", "motcua-keys.json")), _KEYS).keys

    async def authorize_device(self, metadata: Metadata, *, client: OAuthClient, scope: str) -> DeviceAuthorization:
        """Ask for the codes with which somebody signs in at this terminal by phone (RFC 8628, 3.1).

        Raises:
            OAuthRefused: ``invalid_client``: this terminal is not registered.
            NotThePortal: if it knows no such way in, or would send the phone to another host.
        """
        if metadata.device_authorization_endpoint is None:
            raise NotThePortal("no device authorization")
        answer = await self._send(metadata.device_authorization_endpoint, {"scope": scope}, client)
        asked = decode(answer, _DEVICE)
        for address in (asked.verification_uri, asked.verification_uri_complete):
            same_origin_path(address, self.issuer)
        return asked

    async def tokens(self, metadata: Metadata, grant: Mapping[str, str], *, client: OAuthClient) -> Tokens:
        """Exchange a code, a refresh token or a device code.

        Raises:
            OAuthRefused: if the provider says no, or not yet; its redirects are never followed.
        """
        tokens = decode(await self._send(metadata.token_endpoint, grant, client), _TOKENS)
        if tokens.token_type.lower() != "bearer" or not _is_token(tokens.access_token) or tokens.expires_in <= 0:
            raise NotThePortal("unusable tokens")
        return tokens

    async def revoke(self, metadata: Metadata, *, token: str, client: OAuthClient, hint: str = "refresh_token") -> None:
        """Revoke a refresh token and all that came of it (RFC 7009); a device code in the same way."""
        if metadata.revocation_endpoint is None:
            return
        answer = await self._send(metadata.revocation_endpoint, {"token": token, "token_type_hint": hint}, client)
        if answer.status != 200:
            raise refusal(answer)

    async def end_terminal(self, *, client: OAuthClient) -> None:
        """End all that is signed in or asked for at this terminal; without it nothing of a citizen needs to be known.

        Raises:
            OAuthRefused: ``invalid_client``: this terminal is not registered.
        """
        answer = await self._send(f"{self.issuer}/oauth/terminal/end", {}, client)
        if answer.status != 204:
            raise refusal(answer)

    async def call_staff(self, *, client: OAuthClient, calls: bool) -> bool:
        """Tell this terminal's office that somebody here wants help, or no more; return whether one is on the way.

        Raises:
            OAuthRefused: ``invalid_client``: this terminal is not registered.
        """
        form = {"calls": "yes" if calls else "no"}
        return decode(await self._send(f"{self.issuer}/oauth/terminal/call", form, client), _CALL).answered

    async def _send(self, endpoint: str, form: Mapping[str, str], client: OAuthClient) -> Answer:
        """Send a form of the client to an endpoint of the provider; raises its refusal."""
        body = urlencode({**form, "client_id": client.id}).encode()
        path = same_origin_path(endpoint, self.issuer)
        answer = await self._http.send("POST", path, headers=client.headers(), body=body)
        if answer.status in (400, 401):
            raise _oauth_refusal(answer)
        return answer

    async def me(self, *, access_token: str | None = None) -> Person:
        """Return the signed-in person with the values the State holds.

        Args:
            access_token: Of a person who is about to be signed in; None: of the one who is.
        """
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else None
        path = path_of("api", "v1", "me")
        return decode(await self._http.send("GET", path, headers=headers, signed_in=access_token is None), _PERSON)

    async def sign_ins(self) -> tuple[SignInPlace, ...]:
        """Return where the signed-in person is signed in, newest first."""
        return decode(await self._http.send("GET", _SIGN_INS, signed_in=True), _PLACES)

    async def end_sign_in(self, sign_in_id: str) -> None:
        """End one of the person's sign-ins; one that they never had is none any more either."""
        answer = await self._http.send("DELETE", f"{_SIGN_INS}{path_of(sign_in_id)}", signed_in=True)
        if answer.status not in (204, 404):
            raise refusal(answer)

    async def end_other_sign_ins(self) -> None:
        """End all the person's sign-ins but this one."""
        answer = await self._http.send("DELETE", _SIGN_INS, signed_in=True)
        if answer.status != 204:
            raise refusal(answer)


def _oauth_refusal(answer: Answer) -> Exception:
    if answer.media_type != "application/json":
        return refusal(answer)
    error = decode(answer, _OAUTH_ERROR, statuses=(answer.status,))
    return OAuthRefused(error.error, error.error_description)


def _is_token(text: str) -> bool:
    """Whether this can stand in an Authorization header (RFC 6750, 2.1)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
