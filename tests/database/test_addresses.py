"""What may stand in an address, what it makes of TLS and poolers, and what is said of one that is wrong."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from svodka.database import open_database
from svodka.database.addresses import parse_address, postgres_address
from svodka.errors import DatabaseUnavailableError, SettingsError, SvodkaError

SSL_REQUEST = (80877103).to_bytes(4)


async def answer_of(url: str) -> SvodkaError:
    """Ask a server that only ever refuses, and return what that means."""
    async with open_database(url, pool_size=1) as database:
        with pytest.raises(SvodkaError) as caught:
            await database.is_at_head()
    return caught.value


@asynccontextmanager
async def refusing(state: str, message: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Run a server that speaks just enough of PostgreSQL to refuse whoever comes; yields its port."""

    async def message_of(reader: asyncio.StreamReader) -> bytes:
        return await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if await message_of(reader) == SSL_REQUEST:
                writer.write(b"S" if tls else b"N")
                if tls:
                    await writer.start_tls(tls)
                await message_of(reader)
            body = f"SFATAL\0VFATAL\0C{state}\0M{message}\0\0".encode()
            writer.write(b"E" + (len(body) + 4).to_bytes(4) + body)
            await writer.drain()
        except (OSError, EOFError):
            pass  # The client did not like the certificate.
        finally:
            writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a certificate that signed itself, for 127.0.0.1, with its key in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "root.crt"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def tls(authority: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority)
    return context


@pytest.mark.parametrize(
    ("host", "words", "trusted"),
    [
        ("127.0.0.1", "sslmode=require", True),
        ("127.0.0.1", "sslmode=require&sslrootcert=system", False),
        ("127.0.0.1", "sslmode=verify-full", False),
        ("127.0.0.1", "sslmode=verify-ca&sslrootcert=system", False),
        ("127.0.0.1", "sslmode=verify-full&sslrootcert={authority}", True),
        ("localhost", "sslmode=verify-full&sslrootcert={authority}", False),
        ("localhost", "sslmode=verify-ca&sslrootcert={authority}", True),
        ("localhost", "sslmode=require&sslrootcert={authority}", True),
    ],
)
async def test_a_server_is_verified_as_the_address_asks(
    tls: ssl.SSLContext,
    authority: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    words: str,
    trusted: bool,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with refusing("57P03", "starting up", tls) as port:
        error = await answer_of(f"postgresql://a:b@{host}:{port}/x?{words.format(authority=authority)}")

    if trusted:
        assert isinstance(error, DatabaseUnavailableError)
        assert "starting up" in str(error)
    else:
        assert isinstance(error, SettingsError)
        assert "certificate is not to be trusted" in str(error)


async def test_the_authority_in_the_users_own_folder_is_trusted_where_none_is_named(
    tls: ssl.SSLContext, authority: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").write_bytes(authority.read_bytes())
    async with refusing("57P03", "starting up", tls) as port:
        error = await answer_of(f"postgresql://a:b@127.0.0.1:{port}/x?sslmode=verify-full")

    assert "starting up" in str(error)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_way_to_write_the_scheme_leads_to_asyncpg(scheme: str) -> None:
    url, arguments = postgres_address(parse_address(f"{scheme}://a:b@host:5432/x?sslmode=require"))

    assert url.drivername == "postgresql+asyncpg"
    assert not url.query
    assert arguments["ssl"] == "require"
    assert "statement_cache_size" not in arguments


@pytest.mark.parametrize("rest", ["host:6543/x", "host:5432/x?pgbouncer=true"])
def test_behind_a_transaction_pooler_nothing_is_prepared(rest: str) -> None:
    url, arguments = postgres_address(parse_address(f"postgresql://a:b@{rest}"))

    assert (arguments["statement_cache_size"], arguments["prepared_statement_cache_size"]) == (0, 0)
    assert not url.query


@pytest.mark.parametrize(
    ("rest", "spared"),
    [
        ("host/x", True),
        ("host/x?pgbouncer=false", True),
        ("host:6543/x", False),
        ("h/x?pgbouncer=true", False),
    ],
)
async def test_only_where_sessions_last_are_statements_spared_a_transaction_of_their_own(
    rest: str, spared: bool
) -> None:
    async with open_database(f"postgresql://a:b@{rest}", pool_size=1) as database:
        assert (database.autocommitting is not database.engine) is spared


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://a:secret@host:port/x", "should look like"),
        ("postgresql://a:secret@host/x?sslmode=full", "sslmode should be one of .* found 'full'"),
        (
            "postgresql://a:secret@host/x?sslrootcert=/none.crt&sslmode=require",
            "cannot be read from /none.crt",
        ),
        ("postgresql://a:secret@host/x?channel_binding=require&sslmode=require", "channel_binding cannot be"),
    ],
)
async def test_a_wrong_address_is_said_to_be_wrong_without_its_password(url: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"DATABASE_URL: .*{message}") as caught:
        async with open_database(url, pool_size=1):
            pass

    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("53300", "sorry, too many clients already"),
        ("57P03", "the database system is starting up"),
        ("XX000", "(EMAXCONNSESSION) max clients reached in session mode"),
        ("XX000", "MaxClientsInSessionMode: max clients reached - in Session mode"),
        ("08P01", "no more connections allowed (max_client_conn)"),
        ("08P01", "query_wait_timeout"),
    ],
)
async def test_a_server_or_pooler_without_room_passes(state: str, message: str) -> None:
    async with refusing(state, message) as port:
        error = await answer_of(f"postgresql://a:b@127.0.0.1:{port}/x?sslmode=disable")

    assert isinstance(error, DatabaseUnavailableError)
    assert message in str(error)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("28P01", 'password authentication failed for user "a"'),
        ("3D000", 'database "x" does not exist'),
        ("XX000", "Tenant or user not found"),
    ],
)
async def test_a_server_that_does_not_know_us_is_a_matter_of_settings(state: str, message: str) -> None:
    async with refusing(state, message) as port:
        error = await answer_of(f"postgresql://a:b@127.0.0.1:{port}/x?sslmode=disable")

    assert isinstance(error, SettingsError)
    assert str(error) == f"DATABASE_URL: the server refuses: {message}"
