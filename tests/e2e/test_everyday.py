"""Connectors in the style of everyday ones: what they send, to the byte, and what they make of the answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest

from authbench.connection import ExecuteCall, RunResult
from authbench.events import Failure, Outcome, RunKind
from support.connection_runs import ScriptedApi
from support.everyday_runs import Desk, Sent, everyday


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ScriptedApi() as api:
        one = Desk(tmp_path, api)
        yield one
        one.close()


def value_of(result: RunResult) -> Any:
    assert result.outcome is Outcome.OK, result.failure
    return result.value


def failure_of(result: RunResult) -> Failure:
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    return result.failure


# Field service: a session, then a token


FIELD_SERVICE = {
    "region": "us-east",
    "company": "Acme & Söhne",
    "user": "ann",
    "password": "p w+d",
    "advanced": {"page_size": "250", "debug": "true"},
}
US_EAST = "https://east.us.fieldservice.test"


def test_a_session_is_traded_for_a_token(desk: Desk) -> None:
    result = desk.run(
        "field_service",
        FIELD_SERVICE,
        (401, {"reason": "no token"}),
        (200, {"csrf": "c1", "account": {"id": 77}}, {"Set-Cookie": "FSSESSION=abc123; Path=/; HttpOnly"}),
        (201, {"token": "T1"}),
        (200, {"visits": [{"id": 5, "state": "open", "technician": "jo"}]}),
        hosts=["east.us.fieldservice.test"],
    )
    assert value_of(result) == {"id": 5, "state": "open"}
    visits = f"{US_EAST}/api/v3/visits?debug=1&page=1&per_page=100"
    desk.received(
        Sent("GET", visits, {"Authorization": 'Token token=""', "Account-Id": None}),
        Sent(
            "POST",
            f"{US_EAST}/login",
            {"Content-Type": "application/x-www-form-urlencoded", "Authorization": None},
            "company=Acme+%26+S%C3%B6hne&password=p+w%2Bd&user=ann",
        ),
        Sent(
            "POST",
            f"{US_EAST}/api/v3/tokens",
            {"Cookie": "FSSESSION=abc123", "X-Csrf": "c1", "Content-Type": "application/json"},
            '{"grant":"session","lifetime":28800,"name":"ann@api"}',
        ),
        Sent("GET", visits, {"Authorization": 'Token token="T1"', "Account-Id": "77"}),
    )
    assert result.changed == ("token", "account_id", "csrf")


def test_a_refused_session_says_why(desk: Desk) -> None:
    result = desk.run(
        "field_service",
        FIELD_SERVICE,
        (401, {}),
        (403, {"reason": "locked"}),
        hosts=["east.us.fieldservice.test"],
    )
    failure = failure_of(result)
    assert failure.message == (
        "Re-authorization failed: Sign-in failed (403): locked"
        " (after the request was refused: 401 Unauthorized)"
    )
    assert failure.location is not None
    assert failure.location.line == 51


def test_a_pattern_renews_where_the_status_does_not(desk: Desk) -> None:
    result = desk.run(
        "field_service",
        FIELD_SERVICE,
        (418, {"reason": "Your Session Expired"}),
        (200, {"csrf": "c"}, {"Set-Cookie": "FSSESSION=s"}),
        (200, {"token": "T"}),
        (200, {"visits": []}),
        hosts=["east.us.fieldservice.test"],
    )
    assert value_of(result) is None
    assert len(desk.api.received) == 4


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu", "https://eu.fieldservice.test/api/v3/"),
        ("us-west2", "https://west2.us.fieldservice.test/api/v3/"),
        ("apac", "https://global.fieldservice.test/api/v3/"),
        ("own", "https://acme.fieldservice.test/api/v3/"),
    ],
)
def test_the_region_decides_the_address(region: str, host: str, desk: Desk) -> None:
    typed = {**FIELD_SERVICE, "region": region, "host": "acme.fieldservice.test"}
    call = ExecuteCall("connection.base_uri")
    result = desk.run("field_service", typed, hosts=[], kind=RunKind.EXECUTE, execute=call)
    assert value_of(result) == host


def test_the_form_shows_what_the_literals_say() -> None:
    fields = everyday("field_service").fields
    assert isinstance(fields, tuple)
    assert [(choice.label, choice.value) for choice in fields[0].choices] == [
        ("Europe", "eu"),
        ("United States", "us-east"),
        ("Asia Pacific", "apac"),
        ("Own server", "own"),
    ]
    assert fields[0].hint == (
        "Where your account lives. Look at the address of the web client:\n"
        "<ul><li><b>fieldservice.eu</b> is Europe</li><li>anything else is in your contract</li></ul>\n"
    )


# Payroll: SOAP


PAYROLL = {"customer_number": "4711", "login": "anna", "password": "x<y>&\"'"}
ENVELOPE = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:ses="urn:payroll:session">'
)
SESSION_ANSWER = (
    f"{ENVELOPE}<soapenv:Body><ses:LoginResult><ses:id>S-9</ses:id>"
    '<ses:server href="https://node7.payroll.test/soap/"/></ses:LoginResult></soapenv:Body></soapenv:Envelope>'
)
STAFF_ANSWER = (
    '<?xml version="1.0"?>\n<e:Envelope xmlns:e="urn:e"><e:Body><s:Staff xmlns:s="urn:s">'
    '<s:Person id="1"><s:Name>Ann</s:Name></s:Person>'
    '<s:Person id="2"><s:Name><![CDATA[B & C]]></s:Name></s:Person></s:Staff></e:Body></e:Envelope>'
)


def staff_request(session: str) -> str:
    return (
        f"{ENVELOPE}<soapenv:Body><ses:ListStaff><ses:active>true</ses:active><ses:name>A&amp;B</ses:name>"
        "<ses:name>C</ses:name></ses:ListStaff></soapenv:Body>"
        f"<soapenv:Header><ses:Session>{session}</ses:Session></soapenv:Header></soapenv:Envelope>"
    )


def test_a_soap_fault_with_status_200_signs_in(desk: Desk) -> None:
    fault = "<soapenv:Fault><faultcode>ses:Expired</faultcode></soapenv:Fault>"
    result = desk.run(
        "payroll_soap",
        PAYROLL,
        (200, f"{ENVELOPE}<soapenv:Body>{fault}</soapenv:Body></soapenv:Envelope>"),
        (200, SESSION_ANSWER),
        (200, STAFF_ANSWER),
        hosts=["payroll.test", "node7.payroll.test"],
    )
    assert value_of(result) == {"1": "Ann", "2": "B & C"}
    xml = {"Content-Type": "text/xml; charset=utf-8", "Accept": "application/xml"}
    desk.received(
        Sent(
            "POST", "https://payroll.test/soap/staff", {**xml, "Soapaction": '"urn:list"'}, staff_request("")
        ),
        Sent(
            "POST",
            "https://payroll.test/soap/login",
            {**xml, "Soapaction": '"urn:login"'},
            f"{ENVELOPE}<soapenv:Header></soapenv:Header><soapenv:Body>"
            '<ses:Login version="2.1"><ses:customer>4711</ses:customer><ses:user>anna</ses:user>'
            '<ses:password>x&lt;y&gt;&amp;&quot;&#39;</ses:password><ses:remark xsi:nil="true"/></ses:Login>'
            "</soapenv:Body></soapenv:Envelope>",
        ),
        Sent("POST", "https://node7.payroll.test/soap/staff", xml, staff_request("S-9")),
    )


def test_a_fault_that_no_renewal_mends_is_the_failure(desk: Desk) -> None:
    fault = "<x><soapenv:Fault><faultcode>other</faultcode></soapenv:Fault></x>"
    failure = failure_of(desk.run("payroll_soap", PAYROLL, (200, fault), hosts=["payroll.test"]))
    assert failure.message == fault
    assert len(desk.api.received) == 1


# Print shop: retries and errors in words


def test_a_flaky_gateway_is_asked_again(desk: Desk) -> None:
    result = desk.run(
        "print_shop",
        {"key": "k"},
        (503, "oops"),
        (503, {"error": "closed", "detail": "lunch"}),
        (200, {"orders": []}),
        hosts=["print.test"],
    )
    assert value_of(result) == {"orders": []}
    asked = Sent(
        "GET",
        "https://print.test/v1/orders?limit=3&state=open",
        {"X-Api-Key": "k", "Accept-Language": None, "Content-Type": None},
    )
    desk.received(asked, asked, asked)
    assert desk.console() == [
        "1: The shop is closed (oops), waiting 0",
        "2: The shop is closed (closed: lunch), waiting 0",
    ]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((403, [{"error": "no"}], {"X-Request-Id": "r7"}), "The key is wrong (no) [r7] 403 Forbidden"),
        ((404, {"error": "x"}), "No such order [] 404 Not Found"),
        ((422, "17"), "The shop could not read the order (17) [] 422 Unprocessable Entity"),
        ((401, ""), "The key is wrong [] 401 Unauthorized"),
    ],
)
def test_a_refusal_is_said_in_words(answer: Any, message: str, desk: Desk) -> None:
    failure = failure_of(desk.run("print_shop", {"key": "k"}, answer, hosts=["print.test"]))
    assert failure.message == f"Orders: {message}"
    assert failure.code == "connector_error"


def test_the_third_failure_is_final(desk: Desk) -> None:
    failure = failure_of(desk.run("print_shop", {"key": "k"}, *[(500, "x")] * 3, hosts=["print.test"]))
    assert failure.message == "The shop is closed (x)"
    assert failure.details["class"] == "IOError"
    assert len(desk.api.received) == 3


# Helpdesk: three ways in


SITE = "https://acme.desk.test"
ME = "users/me?include%5B%5D=role&include%5B%5D=teams"
PERSON = {"auth_type": "person", "site": f"{SITE}/", "client_id": "cid", "client_secret": "s e:c"}
CLIENT = "Basic Y2lkOnMgZTpj"


def test_a_person_signs_in_and_is_named(desk: Desk) -> None:
    account = {"access_token": "A1", "refresh_token": "R1", "account": {"id": 9}}
    result = desk.run(
        "helpdesk_multi",
        PERSON,
        (200, {**account, "api_url": "https://api.desk.test/v2"}),
        (200, {"name": "Ann", "role": "senior_agent"}),
        (200, {"name": "Ann", "role": "senior_agent"}),
        hosts=["acme.desk.test", "api.desk.test"],
        kind=RunKind.CONNECT,
    )
    assert value_of(result) == {"name": "Ann", "role": "senior_agent"}
    assert result.identity == "Ann (Senior Agent) at acme.desk.test"
    asked = urlsplit(desk.browser.asked[0])
    assert asked.path == "/oauth/authorize"
    assert asked.query.startswith(
        "claims%5Buserinfo%5D%5Bemail%5D%5Bessential%5D=true&claims%5Buserinfo%5D%5Bphone%5D=&"
        "response_type=code&scope=tickets%3Aread+tickets%3Awrite+offline&"
    )
    query = parse_qs(asked.query)
    assert query["client_id"] == ["cid"]
    callback = query["redirect_uri"][0]
    signed = {"Authorization": "Bearer A1", "X-Via": "https://api.desk.test/v2"}
    desk.received(
        Sent(
            "POST",
            f"{SITE}/oauth/token",
            {"Authorization": CLIENT, "Accept": "application/json"},
            f"code=CODE&grant_type=authorization_code&redirect_uri={quote_plus(callback)}",
        ),
        Sent("GET", f"https://api.desk.test/v2/{ME}", signed),
        Sent("GET", f"https://api.desk.test/v2/{ME}", signed),
    )
    assert result.settings["refresh_token"] == "R1"


def test_a_stale_token_is_refreshed_by_the_option(desk: Desk) -> None:
    result = desk.run(
        "helpdesk_multi",
        PERSON,
        (401, {}),
        (200, {"access_token": "A2"}),
        (200, {"name": "Ann"}),
        (200, {"name": "Ann", "role": ""}),
        hosts=["acme.desk.test"],
        stored={"access_token": "A1", "refresh_token": "R1", "api": f"{SITE}/api"},
    )
    assert value_of(result) == {"name": "Ann"}
    assert result.identity == "Ann at acme.desk.test"
    desk.received(
        Sent("GET", f"{SITE}/api/{ME}", {"Authorization": "Bearer A1"}),
        Sent(
            "POST",
            f"{SITE}/oauth/token",
            {"Authorization": CLIENT},
            "grant_type=refresh_token&refresh_token=R1",
        ),
        Sent("GET", f"{SITE}/api/{ME}", {"Authorization": "Bearer A2"}),
        Sent("GET", f"{SITE}/api/{ME}", {"Authorization": "Bearer A2"}),
    )
    assert result.settings["refresh_token"] == "R1"


def test_a_key_is_the_user_of_basic_with_an_empty_password(desk: Desk) -> None:
    desk.run(
        "helpdesk_multi", {"auth_type": "key", "site": SITE, "api_key": "k:1/ü"}, hosts=["acme.desk.test"]
    )
    asked = Sent("GET", f"{SITE}/{ME}", {"Authorization": "Basic azoxL8O8Og=="})
    desk.received(asked, asked)


def test_a_pasted_key_pair_becomes_a_check_in_the_query(desk: Desk) -> None:
    pair = {"public_key": "pub 1", "private_key": "-----\\nABC\\n-----\\n"}
    desk.run("helpdesk_multi", {"auth_type": "pair", "site": SITE, **pair}, hosts=["acme.desk.test"])
    # md5 of "pub 1.-----\nABC\n-----"
    url = f"{SITE}/users/me?check=d071f702&include%5B%5D=role&include%5B%5D=teams&public=pub+1"
    desk.received(Sent("GET", url, {"Authorization": None}), Sent("GET", url))


# Ledger: credentials in bodies, verdicts in bodies


LEDGER = {"app": "web", "token": "tok"}
ENTRIES = (
    "https://ledger.test/v2/entries?app=web&book=main&kinds%5B%5D=debit&kinds%5B%5D=credit"
    "&range%5Bmax%5D=1000.0&range%5Bmin%5D=0.5&token=tok"
)


def test_credentials_go_where_each_request_takes_them(desk: Desk) -> None:
    result = desk.run(
        "ledger_payload",
        LEDGER,
        (200, {"status": {"ok": True}, "result": [{"id": 1, "amount": "10.26"}, {"id": 2, "amount": 3}]}),
        (200, {"status": {"ok": True}, "result": "old"}),
        (200, {"status": {"ok": True}, "result": "new"}),
        hosts=["ledger.test"],
    )
    assert value_of(result) == "old/new"
    desk.received(
        Sent("GET", ENTRIES, {"Content-Type": None}),
        Sent(
            "POST",
            "https://ledger.test/legacy/echo",
            {"Content-Type": "application/x-www-form-urlencoded"},
            "auth%5Bapp%5D=web&auth%5Btoken%5D=tok"
            "&list%5B%5D=1&list%5B%5D%5B%5D=2&list%5B%5D%5B%5D="
            "&note=%C3%A9+%26+%3Cb%3E&when=2024-02-29",
        ),
        Sent(
            "PUT",
            "https://ledger.test/v2/books/main",
            {"Content-Type": "application/json"},
            '{"lines":[{"id":1,"amount":10.3},{"id":2,"amount":3.0}],"auth":{"app":"web","token":"tok"}}',
        ),
    )


def test_a_verdict_in_the_body_is_the_failure(desk: Desk) -> None:
    refused = (200, {"status": {"ok": False, "code": 17}}, {"X-Reason": "book is closed"})
    failure = failure_of(desk.run("ledger_payload", LEDGER, refused, hosts=["ledger.test"]))
    assert failure.message == "Ledger 200/17: book is closed"


def test_a_field_that_shows_itself_only_when_filled_counts_only_then(desk: Desk) -> None:
    desk.run("ledger_payload", {**LEDGER, "book": "a b/ü"}, hosts=["ledger.test"])
    assert "book=a+b%2F%C3%BC&" in desk.api.received[0].url


# Warehouse: GraphQL with headers of one's own


WAREHOUSE = {
    "endpoint": "https://graph.test/v1",
    "extra_headers": [
        {"key": " x-team ", "value": "blue"},
        {"key": "X_Empty", "value": ""},
        {"key": "tenantId", "value": "9"},
    ],
    "limits": {"depth": "12"},
}


def test_a_query_is_written_and_its_rows_are_counted(desk: Desk) -> None:
    rows = [{"sku": "b2", "count": 3, "tags": {}}, {"sku": "a1", "count": 1}, {"sku": "b3", "count": 4}]
    result = desk.run("warehouse_graph", WAREHOUSE, (200, {"data": {"stock": rows}}), hosts=["graph.test"])
    assert value_of(result) == {"a": 1, "b": 7}
    desk.received(
        Sent(
            "POST",
            "https://graph.test/v1/graphql",
            {"x-team": "blue", "tenantId": "9", "X-Depth": "9", "X_Empty": None, "X_empty": None},
            '{"query":"query Stock { stock(after: null, order: ASC, where: {sku: \\"A\\\\\\"1\\\\\\\\2\\", '
            'open: true, size: [1, 2.5]}) { id sku count } }","variables":{}}',
        )
    )


def test_errors_of_a_query_are_joined(desk: Desk) -> None:
    refused = (200, {"errors": [{"message": "x"}, {"message": "y"}]})
    failure = failure_of(
        desk.run("warehouse_graph", {"endpoint": "https://graph.test/"}, refused, hosts=["graph.test"])
    )
    assert failure.message == "x\ny"
    assert desk.api.received[0].headers["X-Depth"] == "1"


# Sales cloud: the API's address comes with the token


SALES = {"environment": "test", "client_id": "cid", "client_secret": "sec"}
INSTANCE = "https://eu5.sales.test"
SALES_HOSTS = ["test.sales.test", "eu5.sales.test"]


def test_the_instance_of_the_token_is_the_base_of_requests(desk: Desk) -> None:
    result = desk.run(
        "sales_instances",
        SALES,
        (
            200,
            {
                "access_token": "A1",
                "refresh_token": "R1",
                "instance_url": INSTANCE,
                "id": "https://test.sales.test/id/ORG1/USER1",
            },
        ),
        (200, {"daily": 5}),
        (200, {"preferred_username": "ann"}),
        hosts=SALES_HOSTS,
        kind=RunKind.CONNECT,
    )
    assert value_of(result) == {"daily": 5, "org": "ORG1"}
    assert result.identity == "ann/ORG1"
    asked = urlsplit(desk.browser.asked[0])
    assert asked.query.startswith("response_type=code&scope=api%20refresh_token&prompt=login%20consent&")
    callback = parse_qs(asked.query)["redirect_uri"][0]
    bearer = {"Authorization": "Bearer A1"}
    desk.received(
        Sent(
            "POST",
            "https://test.sales.test/services/oauth2/token",
            {"Authorization": None},
            "client_id=cid&client_secret=sec&code=CODE&grant_type=authorization_code"
            f"&redirect_uri={quote_plus(callback)}",
        ),
        Sent("GET", f"{INSTANCE}/services/data/v59.0/limits", bearer),
        Sent("GET", f"{INSTANCE}/services/oauth2/userinfo", bearer),
    )


def test_an_invalid_session_behind_200_is_refreshed(desk: Desk) -> None:
    stored = {"access_token": "A1", "refresh_token": "R1", "instance_url": INSTANCE, "org_id": "ORG1"}
    result = desk.run(
        "sales_instances",
        SALES,
        (200, [{"errorCode": "INVALID_SESSION_ID"}]),
        (200, {"access_token": "A2"}),
        (200, {"daily": 4}),
        (200, {"preferred_username": "ann"}),
        hosts=SALES_HOSTS,
        stored=stored,
    )
    assert value_of(result) == {"daily": 4, "org": "ORG1"}
    assert desk.api.received[1].body == (
        "client_id=cid&client_secret=sec&grant_type=refresh_token&refresh_token=R1"
    )
    assert desk.api.received[2].headers["Authorization"] == "Bearer A2"
    assert result.settings["instance_url"] == INSTANCE


def test_a_refused_refresh_says_what_the_server_said(desk: Desk) -> None:
    result = desk.run(
        "sales_instances",
        SALES,
        (401, "[]"),
        (400, {"error": "invalid_grant", "error_description": "expired authorization code"}),
        hosts=SALES_HOSTS,
        stored={"access_token": "A1", "refresh_token": "R1", "instance_url": INSTANCE},
    )
    assert failure_of(result).message == (
        "Re-authorization failed: 400 Bad Request: expired authorization code"
        " (after the request was refused: 401 Unauthorized)"
    )


# Parcels: the oldest style there is


PARCELS = {"account": "4711-2", "pin": "0815", "depot": "south"}


def test_the_oldest_style_still_runs(desk: Desk) -> None:
    answer = (200, "<parcels><parcel/><parcel id='2'/></parcels>")
    result = desk.run("parcel_legacy", PARCELS, answer, hosts=["parcel.test"])
    assert value_of(result) == {"found": 2}
    desk.received(
        Sent(
            "GET",
            "https://parcel.test/track/P004711-2-SOh?p=5",
            {"Account_no": "4711-2", "Auth-Pin": "0815", "Accept": "application/xml"},
        )
    )
    assert desk.console() == ["asked for P004711-2-SOh"]


def test_rescue_and_ensure_run_in_their_order(desk: Desk) -> None:
    result = desk.run("parcel_legacy", PARCELS, (200, "<none/>"), hosts=["parcel.test"])
    assert failure_of(result).message == "Nothing at south"
    assert desk.console() == ["no parcel", "asked for P004711-2-SOh"]


# Greenhouse: fields that depend on fields


GREENHOUSE = {"mode": "token", "scopes": "plants water", "token": "g1", "expires": "2030-01-01"}


def test_properties_tables_and_redirects_take_part(desk: Desk) -> None:
    plants = [
        {"name": "Roma", "height": 1.26},
        {"name": "Black", "height": None},
        {"name": " Ox ", "height": 2},
    ]
    result = desk.run(
        "greenhouse_dynamic",
        GREENHOUSE,
        (307, "", {"Location": "/beds/12/plants/found"}),
        (200, plants),
        hosts=["g7.green.test"],
        account_properties={"greenhouse_host": "g7.green.test"},
        lookup_tables={
            "Beds": {"id": 1, "rows": [{"Name": "North", "Number": 3}, {"Name": "South", "Number": 12}]}
        },
    )
    assert value_of(result) == ["Ox, Roma", "Black"]
    body = '{"q":"tomato","scope":"plants water"}'
    carried = {"X-Token": "g1", "X-Scopes": "[:plants, :water]", "Content-Type": "application/json"}
    desk.received(
        Sent("POST", "https://g7.green.test/beds/12/plants/search", carried, body),
        Sent("POST", "https://g7.green.test/beds/12/plants/found", carried, body),
    )


def test_a_guest_has_neither_the_fields_nor_the_header(desk: Desk) -> None:
    result = desk.run(
        "greenhouse_dynamic",
        {**GREENHOUSE, "mode": "guest"},
        (200, []),
        hosts=["green.test"],
        lookup_tables={"Beds": {"rows": []}},
    )
    assert value_of(result) == []
    desk.received(
        Sent(
            "POST",
            "https://green.test/beds/0/plants/search",
            {"X-Token": None},
            '{"q":"tomato","scope":"plants water"}',
        )
    )
