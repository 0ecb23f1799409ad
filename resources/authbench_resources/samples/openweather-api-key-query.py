"""OpenWeather: one API key, in the query of every request."""

from typing import Any

from authbench.sdk import LazyRequest, get, params


def apply(connection: dict[str, Any]) -> None:
    params(appid=connection["api_key"])


def weather(connection: dict[str, Any], city: str) -> LazyRequest:
    return get("weather").params(q=city, units=connection.get("units") or "metric")


def test(connection: dict[str, Any]) -> LazyRequest:
    return weather(connection, connection["city"])


connector = {
    "title": "OpenWeather (API key in the query)",
    "connection": {
        "fields": [
            {
                "name": "api_key",
                "label": "API key",
                "control_type": "password",
                "optional": False,
                "hint": 'From <a href="https://home.openweathermap.org/api_keys" target="_blank">'
                "your account</a>. "
                "A new key works after some minutes.",
            },
            {
                "name": "city",
                "optional": False,
                "default": "Lisbon",
                "hint": "A town to try the key with.",
            },
            {
                "name": "units",
                "control_type": "select",
                "optional": True,
                "default": "metric",
                "options": [
                    ["Celsius", "metric"],
                    ["Fahrenheit", "imperial"],
                    ["Kelvin", "standard"],
                ],
            },
        ],
        "authorization": {
            "type": "api_key",
            "apply": apply,
        },
        "base_uri": lambda: "https://api.openweathermap.org/data/2.5/",
    },
    "test": test,
    "actions": {
        "get_weather": {
            "title": "Get the weather of a town",
            "input_fields": lambda: [{"name": "city", "optional": False}],
            "execute": lambda connection, input: weather(connection, input["city"]),
            "output_fields": lambda: [
                {"name": "name"},
                {"name": "main", "type": "object", "properties": [{"name": "temp", "type": "number"}]},
            ],
        },
    },
}
