"""A county office whose people are told of things."""

import pytest

from engine.kernel.settings import Settings
from notifications import router
from tests.integration.notices.desk import Desk, open_desk
from tests.integration.processes.office import open_office


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        secret_key="s" * 40,
        data_dir=str(tmp_path),
        public_url="https://gridflow.example",
        dingtalk_robot="https://oapi.dingtalk.com/robot/send?access_token=verysecret",
    )


@pytest.fixture
def desk(database, clock, settings) -> Desk:
    database.subscribers = router.subscribers()
    return open_desk(open_office(database, clock), settings)
