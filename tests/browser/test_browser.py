"""The browser that the other tests here use."""

from selenium.webdriver import Chrome


def test_a_page_is_shown_and_its_scripts_run(browser: Chrome, app_origin: str) -> None:
    """A page from an origin of its own loads, and a script in it may fetch from that origin."""
    browser.get(f"{app_origin}/page")
    assert browser.title == "An app"
    assert browser.execute_script("return location.origin") == app_origin
    assert browser.execute_script("return fetch('/other').then(answer => answer.status)") == 200
    assert "HeadlessChrome" in browser.execute_script("return navigator.userAgent")
