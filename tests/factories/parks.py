"""Plan files and parks for tests."""

PLAN_FILE = """
document:
  code: demo-plan
  title: {title}
  short_title: 测试规划
  title_told: true
  kind: plan
  city: DM
  period_start: 2026
  period_end: 2030
  source: {{doc: demo-plan, section: 一}}
  sections: [{{code: 一, label: 总则}}]
city: {{code: DM, name: 测试市, province: 测试省}}
layouts:
  - code: lay-demo
    name: 两基地
    shape: rings
    counts: {{base: {bases}}}
    source: {{doc: demo-plan, section: 一}}
units:
  - {{code: lay-demo-base-1, layout: lay-demo, kind: base, order: 1, name: 甲基地, short_name: 甲, en: Base A, places: [甲县],
     focus: [软件], sectors: [sec-software], role: 软件, source: {{doc: demo-plan, section: 一}}}}
{base}
carriers: []
groupings: []
targets: []
baselines: []
indicators: []
tasks: []
measures: []
companies: []
target_profiles: []
"""

SECOND_BASE = """
  - {code: lay-demo-base-2, layout: lay-demo, kind: base, order: 2, name: 乙基地, short_name: 乙, en: Base B, places: [乙县],
     focus: [软件], sectors: [sec-software], role: 软件, source: {doc: demo-plan, section: 一}}
"""
