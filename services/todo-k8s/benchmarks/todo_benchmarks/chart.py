"""The plot: CPU for one call, by server."""

from collections.abc import Sequence

import pygal  # type: ignore[import-untyped]
from pygal.style import CleanStyle  # type: ignore[import-untyped]

from todo_benchmarks.samples import Sample


def svg(samples: Sequence[Sample], clients: int) -> bytes:
    """Of the samples with so many clients."""
    chosen = [each for each in samples if each.clients == clients]
    works = list(dict.fromkeys(each.work for each in chosen))
    cpu = {(each.contestant, each.work): each.cpu_micros for each in chosen}
    chart = pygal.Bar(style=CleanStyle, js=[], human_readable=True, value_formatter=lambda value: f"{value:,.0f}")
    chart.title = f"Server CPU a call on DynamoDB Local, µs, {clients} clients"
    chart.x_labels = works
    for contestant in dict.fromkeys(each.contestant for each in chosen):
        chart.add(contestant, [cpu.get((contestant, work)) for work in works])
    rendered: bytes = chart.render(disable_xml_declaration=False)
    return rendered
