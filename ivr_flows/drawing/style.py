"""How a picture of a flow looks, in light and in dark. Owns its colours and type."""

STYLE = """
svg { --page: #ffffff; --ink: #1c2430; --soft: #566173; --card: #f6f8fb; --edge: #cdd5e0; --way: #7f8b9d;
  --error: #b4552d; --talks: #2b6cb0; --decides: #6b7280; --asks: #7b4bb3; --hands_on: #2f855a; --ends: #9b2c2c;
  font: 12px system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --page: #12161c; --ink: #e8edf4; --soft: #a3aebd; --card: #1b222c; --edge: #364253; --way: #8894a6;
    --error: #e58a5f; --talks: #63a4e6; --decides: #9aa5b5; --asks: #b08be0; --hands_on: #5cc28c; --ends: #e57373; } }
.page { fill: var(--page); }
text { fill: var(--ink); text-anchor: middle; }
.heading { font-size: 18px; font-weight: 650; text-anchor: start; }
.legend { fill: var(--soft); text-anchor: start; }
.box rect { fill: var(--card); stroke: var(--edge); }
.box .bar { stroke: none; }
.talks .bar { fill: var(--talks); } .decides .bar { fill: var(--decides); } .asks .bar { fill: var(--asks); }
.hands_on .bar { fill: var(--hands_on); } .ends .bar { fill: var(--ends); }
.name { font-size: 13.5px; font-weight: 650; }
.about { fill: var(--soft); }
.words { fill: var(--soft); font-style: italic; }
.badge { fill: var(--talks); font-weight: 650; font-size: 11px; letter-spacing: 0.04em; }
.stray rect { stroke-dasharray: 5 4; } .stray .badge { fill: var(--error); }
.way path { fill: none; stroke: var(--way); stroke-width: 1.5; }
.way .wide { stroke: transparent; stroke-width: 12; }
.way:hover path:last-child { stroke-width: 3; }
.error path { stroke: var(--error); stroke-dasharray: 5 4; }
.error .wide { stroke: transparent; }
marker path { stroke: none; } .tip { fill: var(--way); } .error-tip { fill: var(--error); }
.label { paint-order: stroke; stroke: var(--page); stroke-width: 6px; stroke-linejoin: round; }
.label.error { fill: var(--error); }
"""
