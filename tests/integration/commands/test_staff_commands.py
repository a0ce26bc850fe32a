"""`gridflow user` and `gridflow unit`, as an administrator on the server calls them."""

from pathlib import Path

import pytest

from tests.integration.commands.test_deploy_and_backup import TIMED, _settle
from web.cli import main


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _settle(monkeypatch, tmp_path)
    monkeypatch.setenv("GRIDFLOW_ADMIN_PASSWORD", "correct-horse-battery")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["migrate"]) == 0
    assert main(["user", "create-admin"]) == 0


@pytest.mark.slow
def test_units_accounts_and_roles_are_kept_from_the_terminal(
    installation, tmp_path, monkeypatch, capsys
):
    unit = ["unit", "add", "20", "--name", "省公司", "--type", "PROVINCE", "--parent", "10"]
    codes = [
        main(unit),
        main(["user", "add", "Li.Na", "--name", "李娜", "--unit", "20"]),
        main(["user", "grant", "li.na", "AUDIT_ADMIN", "20", "--to", "2099-12-31"]),
        main(["user", "roles", "li.na"]),
        main(["user", "disable", "li.na"]),
        main(["user", "grant", "li.na", "NONSENSE", "20"]),
        main(["user", "disable", "admin"]),
    ]

    said = capsys.readouterr()
    assert codes == [0, 0, 0, 0, 0, 1, 1]
    assert "li.na can sign in with " in said.out
    assert "AUDIT_ADMIN@20" in said.out
    assert "is the last SYS_ADMIN" in said.err

    broken = tmp_path / "broken.bpmn"
    broken.write_text(TIMED.format(due="wanted +"), "utf-8")
    main(["deploy", str(broken), "--lang", "zh"])
    chinese = capsys.readouterr().err
    main(["deploy", str(broken)])
    english = capsys.readouterr().err
    assert english != chinese

    monkeypatch.setenv("GRIDFLOW_ADMIN_PASSWORD", "short")
    assert main(["user", "--lang", "zh", "set-password", "admin"]) == 1
    assert "密码太短：至少 10 个字符。" in capsys.readouterr().err
    assert main(["user", "set-password", "admin"]) == 1
    assert "at least 10 characters." in capsys.readouterr().err
