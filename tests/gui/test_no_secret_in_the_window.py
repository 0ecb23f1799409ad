"""Forty kinds of secrets in what the window shows: its log, every part of its detail pane, its clipboard."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from authbench.events import ConsoleLine, ExchangeFinished, ExchangeStarted, Failure, Outcome, StepName
from authbench_gui.activity.detail.message_pane import Tab
from support.gui_fake_engine import ScriptedRun, every_text
from support.planted_secrets import planted
from support.planted_traffic import record_traffic
from support.secret_finder import SecretFinder


def test_no_secret_is_in_any_text_of_the_window_or_the_clipboard(bench) -> None:  # type: ignore[no-untyped-def]
    secrets = planted()
    finder = SecretFinder([(secret.kind, piece) for secret in secrets for piece in secret.pieces()])
    traffic = record_traffic(tuple(each for each in secrets if len(each.value) < 4000))

    def script(run: ScriptedRun) -> None:
        for secret in secrets:
            run.learn(secret.value, secret.label)
        run.begin(StepName.TEST)
        for exchange in traffic:
            exchange = replace(exchange, run_id=run.id)
            run._journal.record(ExchangeStarted(exchange))
            run._journal.record(ExchangeFinished(exchange))
        run._journal.record(ConsoleLine(run.id, f"puts {secrets[0].value} {secrets[6].value}"))
        run.step(StepName.TEST, f"with {secrets[6].value}", ok=False)
        failure = Failure("odd", f"could not use {secrets[0].value}", hint=f"leave out {secrets[6].value}")
        run.finish(Outcome.FAILED, failure)

    bench.open_form("{ name: 'item' }")
    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.card.isVisibleTo(bench.window), timeout=20_000)
    bench.settle()
    texts = list(every_text(bench.window))
    copied = 0
    detail = bench.page.activity.detail
    # Each kind has nine exchanges or so: in turn, one of each, so that all kinds of bodies come.
    for number, exchange in enumerate(traffic):
        if number % 9 != number // 9 % 9:
            continue
        assert bench.page.activity.table.show_exchange(exchange.id)
        bench.settle()
        for pane in (detail.request, detail.response):
            for tab in Tab:
                pane.tabs.choose(tab)
                QApplication.processEvents()
                texts += every_text(pane)
        for pane in (detail.request, detail.response):
            pane.copy.click()
            texts.append(QApplication.clipboard().text())
            copied += "••••" in texts[-1]
    assert copied > 10
    assert sum("••••" in text for text in texts) > 500
    assert finder.found_in_many(texts) == []
