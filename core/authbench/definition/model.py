"""The typed model of a connector. Nothing after the reader knows in which language it was written.

Everything is frozen: a file that changed is loaded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from authbench.definition.controls import Control
from authbench.definition.problems import Problem, UnresolvedOption
from authbench.definition.project import AskedNames, nothing_asked
from authbench.definition.signals import Signal
from authbench.errors import AuthbenchError, Location

if TYPE_CHECKING:
    from authbench.definition.conditions import Condition
    from authbench.definition.trust import Trust
    from authbench.sdk import Context

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lambda:
    """Code of the definition, closed: it runs when called, in whatever run the context belongs to.

    `path` is its key path (`connection.authorization.acquire`). `count` gives the numbers of its
    parameters, in all and required; it is asked when needed, since counting may mean parsing.
    `invoke(context, args, strict)` is the language's way to run it.
    """

    path: str
    location: Location
    count: Callable[[], tuple[int, int]] = field(repr=False, compare=False)
    invoke: Callable[[Context, Sequence[Any], bool], Any] = field(repr=False, compare=False)

    @property
    def parameter_count(self) -> int:
        """How many parameters it declares, of any kind (SDK reference 1.5)."""
        return self.count()[0]

    @property
    def required_count(self) -> int:
        """How many positional parameters have no default."""
        return self.count()[1]

    def call(self, context: Context, *args: Any) -> Any:
        """Run it and return its result as plain values.

        Arguments are plain; surplus ones are dropped (SDK reference 1.5). Each dict arrives as a
        fresh deep copy that answers to string and symbol keys alike. Requests inside the result are
        sent and replaced by their values, in order, at any depth. Callable from any thread.

        Raises whatever the code raises, as `AuthbenchError` of its own class, with `location`
        naming this lambda's key path; and `Cancelled`.
        """
        return self._run(context, args, strict=False)

    def call_strict(self, context: Context, args: Sequence[Any]) -> Any:
        """The same with exact arity, for `call('name', …)`: too few and too many arguments fail."""
        return self._run(context, args, strict=True)

    def _run(self, context: Context, args: Sequence[Any], *, strict: bool) -> Any:
        try:
            return self.invoke(context, args, strict)
        except AuthbenchError as error:
            error.location = self._located(error.location)
            raise

    def _located(self, location: Location | None) -> Location:
        if location is None:
            return replace(self.location, path=self.path)
        if location.path is None:
            return replace(location, path=self.path)
        return location


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select. `value` keeps the author's type; forms compare by its text."""

    label: str
    value: Any

    @property
    def text(self) -> str:
        """The value as the form and the settings hold it."""
        from authbench.definition.values import text_of

        return text_of(self.value)


@dataclass(frozen=True, slots=True)
class Help:
    """The longer help block under a field; `text` may hold HTML, `url` is a "learn more" link."""

    title: str = ""
    text: str = ""
    url: str | None = None
    url_text: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of the connection form (SDK reference 2).

    `required` follows 2.3 with a missing `optional` meaning optional. `control` is the widget to
    show, `control_type` the author's word in normal spelling. `secret` says that the value goes to
    the keychain and is shown as dots: a password control, or a name that says so. `multiline` asks
    for several lines behind the dots. `properties` are the children of an object, of each item of a
    list, or the columns of a key-value table. `url` is the fixed text beside a subdomain. `hint`
    and `help` may hold HTML: show them through `hints.safe_html`. `toggle_field` is another way to
    enter the same value; `toggle_hint` labels this one's mode. `placeholder` stands in the empty widget: what
    holds while nothing is entered, or an example.
    """

    name: str
    label: str
    location: Location | None = None
    hint: str = ""
    help: Help | None = None
    required: bool = False
    type: str = "string"
    of: str = "object"
    properties: tuple[Field, ...] = ()
    control: Control = Control.TEXT
    control_type: str = "text"
    default: Any = None
    choices: tuple[Choice, ...] = ()
    delimiter: str = ","
    url: str = ""
    multiline: bool = False
    extends_schema: bool = False
    change_on_blur: bool = False
    condition: Condition | None = None
    toggle_hint: str = ""
    toggle_field: Field | None = None
    group: str = ""
    placeholder: str = ""
    secret: bool = False
    convert_input: str | None = None
    item_label: str = ""
    add_item_label: str = ""
    empty_list_title: str = ""
    empty_list_text: str = ""

    @property
    def multi_select(self) -> bool:
        """Whether several choices make one text, joined with `delimiter`."""
        return self.control is Control.MULTISELECT


@dataclass(frozen=True, slots=True)
class Authorization:
    """How requests are authorized (SDK reference 3).

    `type` is as written, `none` where absent. `apply` already falls back to `credentials`. `fields`
    are an option's own, for `multi`. `key` is the option's name under `options`. `locations` says where
    `refresh_on`, `detect_on` and the URLs stand.
    """

    type: str = "none"
    client_id: Lambda | str | None = None
    client_secret: Lambda | str | None = None
    authorization_url: Lambda | str | None = None
    token_url: Lambda | str | None = None
    acquire: Lambda | None = None
    apply: Lambda | None = None
    refresh: Lambda | None = None
    pkce: Lambda | None = None
    identity: Lambda | None = None
    selected: Lambda | None = None
    refresh_on: tuple[Signal, ...] = ()
    detect_on: tuple[Signal, ...] = ()
    options: Mapping[str, Authorization] | None = None
    fields: tuple[Field, ...] | Lambda = ()
    noopener: bool = False
    key: str | None = None
    location: Location | None = None
    locations: Mapping[str, Location] = field(default_factory=dict, compare=False)

    @property
    def is_oauth2(self) -> bool:
        """`oauth2` anywhere in the type, in any case (3.1)."""
        return "oauth2" in self.type.lower()

    @property
    def is_multi(self) -> bool:
        """Whether one of `options` is to be chosen first; see `resolve`."""
        return self.type == "multi"

    @property
    def reauthorizable(self) -> bool:
        """Whether a refused request may be repeated with new credentials (3.1)."""
        return self.is_oauth2 or self.acquire is not None

    @property
    def is_machine_login(self) -> bool:
        """An oauth2 whose `acquire` takes the connection alone and that names no authorization URL:
        it asks no person (9.3)."""
        return (
            self.is_oauth2
            and self.acquire is not None
            and self.acquire.parameter_count <= 1
            and self.authorization_url is None
        )

    @property
    def needs_browser(self) -> bool:
        """Whether Connect asks a person for consent in the browser."""
        return self.is_oauth2 and not self.is_machine_login

    def resolve(self, values: Mapping[str, Any], context: Context) -> Authorization:
        """The authorization that holds with these settings: itself, or for `multi` the option that
        `selected` names, else the field `auth_type`, else the only one (3.11).

        Raises `UnresolvedOption`, and what `selected` raises.
        """
        if not self.is_multi:
            return self
        options = self.options or {}
        if not options:
            raise UnresolvedOption(
                "Multi-auth connection must define 'options' list",
                code="invalid_definition",
                location=self.location,
            )
        key = self._selected_key(values, context)
        if key is None or key == "":
            if len(options) == 1:
                return self._option(next(iter(options.values())))
            raise UnresolvedOption(
                "No authentication option is selected yet",
                hint=f"Choose one of: {', '.join(options)}.",
                location=self.location,
            )
        if key not in options:
            raise UnresolvedOption(
                f"Cannot find multi-auth definition for '{key}'",
                hint=f"The definition has: {', '.join(options)}.",
                location=self.location,
                details={"key": key},
            )
        return self._option(options[key])

    def _selected_key(self, values: Mapping[str, Any], context: Context) -> str | None:
        if self.selected is not None:
            key = self.selected.call(context, dict(values))
        else:
            key = values.get("auth_type")
        return None if key is None else str(key)

    def _option(self, option: Authorization) -> Authorization:
        """An option plays the whole part; only `identity` may sit beside `options`."""
        return option if option.identity is not None else replace(option, identity=self.identity)


@dataclass(frozen=True, slots=True)
class Connector:
    """One definition. `pick_lists` values are lambdas or ready choices. `source_digest` is the
    SHA-256 of the file in hex: the same digest means the same definition. `asked()` finds the account
    properties and lookup tables that the code names; it goes through the code, so it is called when needed
    and off a window's thread."""

    title: str
    file: str
    fields: tuple[Field, ...] | Lambda = ()
    extended_fields: Lambda | None = None
    authorization: Authorization = Authorization()
    base_uri: Lambda | str | None = None
    test: Lambda | None = None
    methods: Mapping[str, Lambda] = field(default_factory=lambda: _EMPTY)
    pick_lists: Mapping[str, Lambda | tuple[Choice, ...]] = field(default_factory=lambda: _EMPTY)
    secure_tunnel: bool = False
    source_digest: str = ""
    asked: Callable[[], AskedNames] = field(default=nothing_asked, repr=False, compare=False)

    def callables(self) -> dict[str, Callable[[Context, list[Any]], Any]]:
        """The `methods` as `sdk.Session.methods` takes them: by name, with exact arity."""
        return {name: method.call_strict for name, method in self.methods.items()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a file gave. `connector` is None only where nothing can be made of the file; the
    problems then hold one of severity error. `trust` says of a program in Python what would run and whether
    it may; None for files that cannot do harm."""

    connector: Connector | None
    problems: tuple[Problem, ...]
    source: bytes
    digest: str
    trust: Trust | None = None
