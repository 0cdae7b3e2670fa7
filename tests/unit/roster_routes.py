"""Every route of rosters, and which roles may use it on what the province keeps and on what a district keeps."""

ROSTERS = "/api/oversight/rosters"
WORK = f"{ROSTERS}/work"
# What belongs to district 689: its own officials and the province; auditors look, and change nothing.
LOOK = {"province", "district:689", "auditor"}
ACT = {"province", "district:689"}
ANYBODY = {"province", "district:689", "district:690", "kind:market", "auditor"}
MAKERS = ANYBODY - {"auditor"}

ALLOWED: dict[str, set[str]] = {
    f"GET {ROSTERS}": ANYBODY,
    f"GET {ROSTERS}/<list_id>": LOOK,
    f"GET {ROSTERS}/<list_id>/places": LOOK,
    f"GET {ROSTERS}/<list_id>/files/<name>": LOOK,
    f"POST {ROSTERS}/<list_id>/decisions": ACT,
    f"POST {ROSTERS}/<list_id>/register": ACT,
    # The commune lies in district 689; who keeps a kind everywhere prints the posters of that kind there.
    f"POST {ROSTERS}/posters": {"province", "district:689", "kind:market"},
    f"POST {ROSTERS}/handovers": ACT,
    f"POST {WORK}": MAKERS,
    f"GET {WORK}/<work_id>": LOOK,
    f"GET {WORK}/<work_id>/layout": ACT,
    f"GET {WORK}/<work_id>/errors": ACT,
    f"GET {WORK}/<work_id>/files/<name>": ACT,
    f"POST {WORK}/<work_id>/parts/<number>": ACT,
    f"POST {WORK}/<work_id>/read": ACT,
    f"POST {WORK}/<work_id>/check": ACT,
    f"POST {WORK}/<work_id>/apply": ACT,
    f"POST {WORK}/<work_id>/again": ACT,
}
