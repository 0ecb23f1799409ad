"""Providers with fixed credentials: Zendesk (Basic), Brevo (header), OpenWeather (query), Datadog (two
headers), MongoDB Atlas (digest)."""

from __future__ import annotations

from typing import Any

from authbench.demo.credentials import USER, USER_NAME
from authbench.demo.digest import digest
from authbench.demo.guards import SecretOf, basic, header_key, headers_pair, query_key
from authbench.demo.service import Caller, Endpoint, Service
from authbench.demo.wire import RepeatedParameter, Request, Response, UnreadableForm, json_response

ATLAS_PUBLIC_KEY = "demopubk"

KEYS: dict[str, SecretOf] = {
    "zendesk_api_token": lambda secrets: secrets.secret("zendesk_api_token", length=40),
    "brevo_key": lambda secrets: secrets.secret("brevo_key", "xkeysib-"),
    "openweather_key": lambda secrets: secrets.secret("openweather_key"),
    "datadog_api_key": lambda secrets: secrets.secret("datadog_api_key"),
    "datadog_app_key": lambda secrets: secrets.secret("datadog_app_key", length=40),
    "api_key": lambda secrets: secrets.secret("api_key"),
    "api_secret": lambda secrets: secrets.secret("api_secret"),
    "stripe_key": lambda secrets: secrets.secret("stripe_key", "sk_test_"),
    "atlas_private_key": lambda secrets: secrets.secret("atlas_private_key"),
}
"""The fixed credentials of the providers, by the name that the samples' settings use. `api_key` and
`api_secret` are those of no particular provider."""


def _zendesk_error(status: int, _code: str, message: str) -> Response:
    return json_response(status, {"error": "Couldn't authenticate you", "description": message})


def _zendesk_me(_request: Request, _caller: Caller) -> dict[str, Any]:
    user = {"id": 4711, "name": USER_NAME, "email": USER, "role": "admin", "active": True, "locale": "en-GB"}
    return {"user": user}


ZENDESK = Service(
    name="zendesk",
    title="Zendesk",
    hosts=("*.zendesk.com",),
    issuer="https://www.zendesk.com",
    endpoints=(
        Endpoint(
            "GET",
            "/api/v2/users/me.json",
            basic(
                f"{USER}/token",
                KEYS["zendesk_api_token"],
                error=_zendesk_error,
            ),
            _zendesk_me,
        ),
    ),
)


def _brevo_error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"message": message, "code": code})


def _brevo_account(_request: Request, _caller: Caller) -> dict[str, Any]:
    plan = [{"type": "free", "creditsType": "sendLimit", "credits": 300}]
    return {"email": USER, "firstName": "Jo", "lastName": "Example", "companyName": "Workshop", "plan": plan}


BREVO = Service(
    name="brevo",
    title="Brevo",
    hosts=("api.brevo.com",),
    issuer="https://api.brevo.com",
    endpoints=(
        Endpoint(
            "GET",
            "/v3/account",
            header_key("api-key", KEYS["brevo_key"], error=_brevo_error),
            _brevo_account,
        ),
    ),
)


def _weather_error(status: int, _code: str, message: str) -> Response:
    return json_response(status, {"cod": status, "message": f"Invalid API key. {message}"})


def _weather(request: Request, _caller: Caller) -> Response:
    try:
        place = request.params().get("q")
    except (RepeatedParameter, UnreadableForm):
        place = None
    if not place:
        return json_response(400, {"cod": "400", "message": "Nothing to geocode"})
    main = {"temp": 17.4, "feels_like": 16.9, "pressure": 1016, "humidity": 62}
    sky = [{"id": 801, "main": "Clouds", "description": "few clouds"}]
    return json_response(200, {"name": place, "cod": 200, "weather": sky, "main": main})


OPENWEATHER = Service(
    name="openweather",
    title="OpenWeather",
    hosts=("api.openweathermap.org",),
    issuer="https://api.openweathermap.org",
    endpoints=(
        Endpoint(
            "GET",
            "/data/2.5/weather",
            query_key("appid", KEYS["openweather_key"], error=_weather_error),
            _weather,
        ),
    ),
)


def _datadog_error(status: int, _code: str, message: str) -> Response:
    return json_response(status, {"errors": [message]})


def _datadog_user(request: Request, _caller: Caller) -> dict[str, Any]:
    attributes = {"name": USER_NAME, "email": USER, "handle": USER, "status": "Active", "site": request.host}
    return {"data": {"type": "users", "id": "demo-4711", "attributes": attributes}}


DATADOG = Service(
    name="datadog",
    title="Datadog",
    hosts=("api.datadoghq.com", "api.datadoghq.eu", "api.us5.datadoghq.com"),
    issuer="https://api.datadoghq.com",
    endpoints=(
        Endpoint(
            "GET",
            "/api/v2/current_user",
            headers_pair(
                {
                    "DD-API-KEY": KEYS["datadog_api_key"],
                    "DD-APPLICATION-KEY": KEYS["datadog_app_key"],
                },
                error=_datadog_error,
            ),
            _datadog_user,
        ),
    ),
)


def _atlas_error(status: int, _code: str, message: str) -> Response:
    return json_response(status, {"error": status, "reason": "Unauthorized", "detail": message})


def _atlas_groups(_request: Request, _caller: Caller) -> dict[str, Any]:
    groups = [{"id": "64b7f0demo4711", "name": "Workshop", "orgId": "64b7e9demo4711", "clusterCount": 2}]
    return {"results": groups, "totalCount": 1}


ATLAS = Service(
    name="atlas",
    title="MongoDB Atlas",
    hosts=("cloud.mongodb.com",),
    issuer="https://cloud.mongodb.com",
    endpoints=(
        Endpoint(
            "GET",
            "/api/atlas/v1.0/groups",
            digest(
                ATLAS_PUBLIC_KEY,
                KEYS["atlas_private_key"],
                algorithms=("MD5",),
                error=_atlas_error,
            ),
            _atlas_groups,
        ),
    ),
)

KEY_SERVICES = (ZENDESK, BREVO, OPENWEATHER, DATADOG, ATLAS)
