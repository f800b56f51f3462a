"""The identity provider's endpoints (OpenID Connect) and ``/api/v1/me``."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, TypeAdapter

from api_client.errors import NotThePortal, OAuthRefused
from api_client.http import Answer, Http, decode, path_of, refusal, same_origin_path
from api_client.models import Many, Person, Tokens


class Metadata(BaseModel):
    """Discovery document (OpenID Connect Discovery 1.0, 3; RFC 8414)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    revocation_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False
    code_challenge_methods_supported: Many[str] = ()


class KeySet(BaseModel):
    """Public keys as JWKS (RFC 7517)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    keys: Many[dict[str, Any]]


class _OAuthError(BaseModel):
    error: str
    error_description: str = ""


_METADATA = TypeAdapter(Metadata)
_KEYS = TypeAdapter(KeySet)
_TOKENS = TypeAdapter(Tokens)
_PERSON = TypeAdapter(Person)
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

    async def tokens(self, metadata: Metadata, grant: Mapping[str, str]) -> Tokens:
        """Exchange a code or a refresh token.

        Raises:
            OAuthRefused: if the provider says no; its redirects are never followed.
        """
        path = same_origin_path(metadata.token_endpoint, self.issuer)
        answer = await self._http.send("POST", path, headers=_FORM, body=urlencode(grant).encode())
        if answer.status in (400, 401):
            raise _oauth_refusal(answer)
        tokens = decode(answer, _TOKENS)
        if tokens.token_type.lower() != "bearer" or not _is_token(tokens.access_token) or tokens.expires_in <= 0:
            raise NotThePortal("unusable tokens")
        return tokens

    async def revoke(self, metadata: Metadata, *, token: str, client_id: str) -> None:
        """Revoke a refresh token and all that came of it (RFC 7009)."""
        if metadata.revocation_endpoint is None:
            return
        path = same_origin_path(metadata.revocation_endpoint, self.issuer)
        body = urlencode({"token": token, "token_type_hint": "refresh_token", "client_id": client_id}).encode()
        answer = await self._http.send("POST", path, headers=_FORM, body=body)
        if answer.status != 200:
            raise _oauth_refusal(answer) if answer.status in (400, 401) else refusal(answer)

    async def me(self, *, access_token: str | None = None) -> Person:
        """Return the signed-in person with the values the State holds.

        Args:
            access_token: Of a person who is about to be signed in; None: of the one who is.
        """
        headers = {"Authorization": f"Bearer {access_token}"} if access_token else None
        path = path_of("api", "v1", "me")
        return decode(await self._http.send("GET", path, headers=headers, signed_in=access_token is None), _PERSON)


def _oauth_refusal(answer: Answer) -> Exception:
    if answer.media_type != "application/json":
        return refusal(answer)
    error = decode(answer, _OAUTH_ERROR, statuses=(answer.status,))
    return OAuthRefused(error.error, error.error_description)


def _is_token(text: str) -> bool:
    """Whether this can stand in an Authorization header (RFC 6750, 2.1)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text
