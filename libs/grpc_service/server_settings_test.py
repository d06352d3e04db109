from collections.abc import Mapping
from pathlib import Path

import pytest

from grpc_service.address import Address
from grpc_service.parsers import one_of
from grpc_service.server_settings import ServerSettings, ServerTable
from grpc_service.settings import Reader, Setting, SettingsError
from grpc_service.testing_certificate import write_certificate

TABLE = ServerTable("SHOP_", 8000, "empty the shelves")
COLOUR = Setting("--colour", "SHOP_COLOUR", "red", one_of(("red", "blue")), "Colour of the door.")


def read(environ: Mapping[str, str], **flags: str) -> ServerSettings:
    reader = Reader(flags, environ)
    settings = TABLE.read(reader, [COLOUR], ["SHOP_CLIENT"])
    reader.finish()
    return settings


def problems(environ: Mapping[str, str], **flags: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(environ, **flags)
    return caught.value.problems


def test_without_any_setting_this_machine_alone_is_served() -> None:
    assert read({}) == ServerSettings(Address("127.0.0.1", 8000), None, "info", "text", 0.0, 20.0)


@pytest.mark.parametrize("address", ["0.0.0.0:8081", "[::]:8081", "10.0.0.7:8081", "example.test:8081"])
def test_what_other_machines_reach_must_be_allowed_in_so_many_words(address: str) -> None:
    assert problems({"SHOP_LISTEN": address}) == (
        f"--listen (SHOP_LISTEN) is '{address}': whoever reaches that address could empty the shelves, since nobody is"
        " asked who they are; write a loopback address, or allow it with --insecure-any-address"
        " (SHOP_INSECURE_ANY_ADDRESS=true).",
    )
    assert str(read({"SHOP_LISTEN": address}, insecure_any_address="true").listen) == address


def test_probes_may_be_answered_at_an_address_that_others_reach() -> None:
    assert read({}, health_listen="0.0.0.0:8082").health_listen == Address("0.0.0.0", 8082)
    assert problems({}, health_listen="8082")[0].startswith("--health-listen (SHOP_HEALTH_LISTEN) is '8082'")


def test_a_server_that_asks_who_calls_decides_itself_where_it_listens() -> None:
    settings = TABLE.read(Reader({"listen": "0.0.0.0:8081"}, {}), asks_who=True)
    assert settings.listen == Address("0.0.0.0", 8081)


def test_tls_takes_a_certificate_and_its_key(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    environ = {"SHOP_TLS_CERTIFICATE": str(files.certificate)}
    assert read(environ, tls_key=str(files.key)).tls == files
    assert problems(environ) == (
        "--tls-key (SHOP_TLS_KEY) is '': write the PEM file of the key too, or neither of the two.",
    )
    assert problems({}, tls_key=str(files.key)) == (
        "--tls-certificate (SHOP_TLS_CERTIFICATE) is '': write the PEM file of the certificate too, or neither of the"
        " two.",
    )


def test_tls_files_that_cannot_be_used_are_a_wrong_setting(tmp_path: Path) -> None:
    files, other = write_certificate(tmp_path), write_certificate(tmp_path, "other")
    assert problems({}, tls_certificate=str(files.certificate), tls_key=str(other.key)) == (
        f"--tls-certificate (SHOP_TLS_CERTIFICATE) is '{files.certificate}': the key in {other.key} is not that of the"
        f" certificate in {files.certificate}; write the two files of one certificate.",
    )


def test_variables_that_are_nobodys_are_told_and_nearly_right_ones_are_wrong() -> None:
    environ = {"SHOP_COLOUR": "blue", "SHOP_CLIENT": "x", "SHOP_WINDOW": "x"}
    assert read(environ).strangers == ("SHOP_WINDOW",)
    assert problems({"SHOP_LOG_LEVL": "info"}) == ("SHOP_LOG_LEVL is no setting: did you mean SHOP_LOG_LEVEL?",)


def test_flags_and_variables_are_named_alike() -> None:
    rows = [*TABLE.addresses, *TABLE.process]
    assert [row.variable for row in rows] == ["SHOP_" + row.parameter.upper() for row in rows]
