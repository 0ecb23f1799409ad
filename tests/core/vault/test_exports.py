import subprocess
import sys

import pytest

import authbench.journal
import authbench.vault


@pytest.mark.parametrize(
    "package", [authbench.vault, authbench.journal], ids=lambda package: package.__name__
)
def test_every_public_name_can_be_imported(package) -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = package.no_such_name


def test_the_windows_own_state_needs_no_keychain_and_no_profiles() -> None:
    program = (
        "import sys; from authbench.vault import UiState; print([m for m in sys.modules if 'vault.' in m])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "keychain" not in done.stdout
    assert "profile" not in done.stdout
