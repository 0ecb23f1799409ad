"""The line at the bottom: where secrets are kept, the proxy, the demo provider, and the traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import IconText, button, label
from authbench_gui.wording import count, one_line, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from authbench.demo import Faults
    from authbench_gui.services import Services
    from authbench_gui.workspace.file_reading import FileReading

_LONGEST_NAME = 40


class StatusBar(QWidget):
    """Says how the surroundings are. `reading_unwanted` - what is being read is not to be read on."""

    reading_unwanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Status")
        self.secrets = IconText(theme, "lock", "Starting…")
        self.secrets.setObjectName("status.secrets")
        self.proxy = label("", "caption")
        self.demo = label("", "caption", selectable=True)
        self.demo.setObjectName("status.demo")
        self.switches = label("", "warning")
        self.switches.setObjectName("status.switches")
        self.switches.hide()
        self.reading = label("", "caption")
        self.reading.setObjectName("status.reading")
        self.stop_reading = button("Cancel", "small", "Cancel reading the file")
        self.stop_reading.setObjectName("status.reading.cancel")
        set_tip(self.stop_reading, "Do not open the file that is being read")
        self.stop_reading.clicked.connect(self.reading_unwanted)
        self.traffic = label("", "caption")
        self.traffic.setObjectName("status.traffic")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 14, 6)
        layout.setSpacing(18)
        layout.addWidget(self.secrets, 3)
        layout.addWidget(self.proxy)
        layout.addWidget(self.demo)
        layout.addWidget(self.switches)
        layout.addStretch(1)
        layout.addWidget(self.reading)
        layout.addWidget(self.stop_reading)
        layout.addWidget(self.traffic)
        self.show_reading([])

    def show_services(self, services: Services) -> None:
        """The engine is ready: say where things are."""
        store = services.secrets
        if store.persistent:
            self.secrets.show_text("lock", f"Secrets: {store.name}")
        else:
            reason = f": {store.reason}" if store.reason else ""
            self.secrets.show_text("warning", f"Secrets are kept in memory only{reason}", "warn")
            set_tip(self.secrets, f"They are forgotten when Authbench closes{reason}.")
        self.proxy.setText(f"Proxy: {one_line(services.proxy)}")
        if services.demo_origin is not None:
            self.demo.setText(f"Demo provider: {services.demo_origin}")
        else:
            self.demo.setText("Demo provider: not running")
            set_tip(self.demo, services.demo_problem or "")

    def show_switches(self, faults: Faults | None) -> None:
        """Which of the demo provider's switches are on: whoever forgot them must see why things fail."""
        on = faults.switched_on() if faults is not None else ()
        self.switches.setText(f"Demo faults on: {len(on)}" if on else "")
        set_tip(self.switches, f"{', '.join(on)}; the Lab tab of a sample switches them off" if on else "")
        self.switches.setVisible(bool(on))

    def show_reading(self, readings: Sequence[FileReading]) -> None:
        """Which file is being read, and how far."""
        text = ""
        if readings:
            name = one_line(readings[0].path.name)
            name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
            text = f"Reading {name}: {readings[0].part:.0%}"
            text += f" · {len(readings) - 1:,} more" if len(readings) > 1 else ""
        self.reading.setText(text)
        self.reading.setVisible(bool(text))
        self.stop_reading.setVisible(bool(text))

    def show_traffic(self, requests: int, octets: int) -> None:
        """How much the shown connection has sent and received in this session."""
        volume = f" · {size(octets)}" if octets else ""
        self.traffic.setText(f"{count(requests, 'request')}{volume}" if requests else "")
