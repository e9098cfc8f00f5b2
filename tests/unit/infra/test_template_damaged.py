"""A damaged record is told: the line that the store writes about it is the line that the template's filter counts."""

from __future__ import annotations

from takepart.adapters.rows import DAMAGED_RECORD
from tests.template import resources


def test_a_damaged_record_rings_an_alarm() -> None:
    """One is enough: it may be somebody's claim."""
    (found,) = [f for f in resources("AWS::Logs::MetricFilter").values() if DAMAGED_RECORD in f["FilterPattern"]]
    (counted,) = found["MetricTransformations"]
    alarm = resources("AWS::CloudWatch::Alarm")[DAMAGED_RECORD]

    assert found["FilterPattern"] == f'{{ $.message = "{DAMAGED_RECORD}" }}'
    assert (alarm["Namespace"], alarm["MetricName"]) == (counted["MetricNamespace"], counted["MetricName"])
    assert (alarm["Statistic"], alarm["Threshold"], alarm["EvaluationPeriods"]) == ("Sum", 0, 1)
