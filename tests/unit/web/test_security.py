"""What keeps people on our pages and foreign scripts off them."""

import pytest

from web.security import POLICY, is_local_address


@pytest.mark.parametrize("target", ["/", "/inbox/?view=done", "/tasks/1#form"])
def test_an_address_of_ours_is_followed(target):
    assert is_local_address(target)


@pytest.mark.parametrize(
    "target",
    ["", None, "https://evil.example/", "//evil.example", "/\\evil.example", "/a\\b", "inbox"],
)
def test_an_address_elsewhere_is_not(target):
    assert not is_local_address(target)


def test_only_scripts_of_ours_run():
    assert "script-src 'self'" in POLICY.split("; ")
    assert "unsafe-eval" not in POLICY
