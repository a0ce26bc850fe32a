"""Settings are checked at start, and again when the command line changes some."""

import pytest

from engine.kernel.errors import Misconfigured
from engine.kernel.settings import changed, load_settings


def test_demo_data_stay_on_the_loopback_address_whatever_the_command_line_says():
    settings = changed(load_settings({}), demo=True)

    with pytest.raises(Misconfigured) as caught:
        changed(settings, host="0.0.0.0")

    assert "GRIDFLOW_DEMO" in caught.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRIDFLOW_PORT", "70000"),
        ("GRIDFLOW_THREADS", "many"),
        ("GRIDFLOW_DATABASE_URL", "postgresql://x"),
        ("GRIDFLOW_SMTP_TLS", "perhaps"),
        ("GRIDFLOW_QUIET_FROM", "late"),
        ("GRIDFLOW_COLOUR", "blue"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(Misconfigured) as caught:
        load_settings({name: value})

    assert caught.value.message.startswith(name)
