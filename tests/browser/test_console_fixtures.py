"""Queues, customers and API users in the console: edited, and refused with the reason beside the field."""

import httpx

from tests.browser.console import Console


def test_a_queue_is_added(console: Console) -> None:
    """From saving on, conversations can be started in it."""
    console.open("queues")
    count = len(console.until(lambda: console.all("#view-queues tbody tr"), "the queues"))
    assert console.send("chat_queue_id=7") == 404
    console.click("#view-queues .add")
    console.fill(f"#queues-{count}-id", "7")
    console.fill(f"#queues-{count}-name", "Nocna zmiana")
    console.click("#view-queues .save-all")
    console.until(lambda: console.text("#count-queues") == str(count + 1), "the queue to be counted")
    assert console.send("chat_queue_id=7") == 200
    assert {"id": 7, "name": "Nocna zmiana"} in httpx.get(f"{console.origin}/_mock/fixtures").json()["queues"]


def test_a_field_that_cannot_be_saved_says_why(console: Console) -> None:
    """The reason stands beside the field, nothing is saved, and mending it is enough."""
    before = httpx.get(f"{console.origin}/_mock/fixtures").json()
    console.open("customers")
    console.fill("#customers-1-id", "1")
    console.click("#view-customers .save-all")
    console.says("#customers-1-id-problem", "unique")
    console.until(lambda: console.find("#customers-1-id").get_attribute("aria-invalid"), "the field to be marked")
    assert httpx.get(f"{console.origin}/_mock/fixtures").json() == before
    console.fill("#customers-1-id", "22")
    console.click("#view-customers .save-all")
    console.gone("#view-customers .save")
    assert httpx.get(f"{console.origin}/_mock/fixtures").json()["customers"][1]["id"] == 22


def test_what_the_mock_refuses_stands_beside_its_field(console: Console) -> None:
    """The mock's own errors find their fields too: it has rules that the page does not know."""
    console.open("users")
    console.fill("#users-0-name", "with:colon")
    console.click("#view-users .save-all")
    console.says("#users-0-name-problem", "pattern")


def test_many_customers_are_counted_in_the_readers_language(console: Console) -> None:
    """A number of five digits is easier to read in groups, which are written in each language's way."""
    fixtures = httpx.get(f"{console.origin}/_mock/fixtures").json()
    fixtures["customers"] = [{"id": number} for number in range(1, 12_346)]
    httpx.put(f"{console.origin}/_mock/fixtures", json=fixtures).raise_for_status()
    console.open("customers")
    console.says("#count-customers", "12,345")
    console.click("#language")
    console.says("#count-customers", "12\N{NO-BREAK SPACE}345")
