"""Every row of the table of approval features, and the tests that prove it.

The rows are those of the domain reference; a test is named by its file and its name. What
a row says holds only as long as these tests are there: one that was renamed or dropped
without a successor is found here.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
APPROVALS = "integration/approvals/test_"
PAGES = "integration/web/test_"

ROWS: dict[str, dict[str, tuple[str, ...]]] = {
    "会签 all agree, one refusal follows the node's policy": {
        f"{APPROVALS}voting": ("test_votes_decide_as_soon_as_the_rule_is_certain",),
        "acceptance/scenarios/test_06_to_12_approvals": (
            "test_06_one_of_five_refuses_and_the_plan_comes_straight_back_to_him",
            "test_06_a_refusal_by_vote_goes_where_the_diagram_says",
        ),
    },
    "或签 the first decides, the others are cancelled": {
        f"{APPROVALS}voting": ("test_votes_decide_as_soon_as_the_rule_is_certain",),
    },
    "依次 the next is asked after the one before agreed": {
        f"{APPROVALS}voting": ("test_in_order_the_next_is_asked_only_after_the_one_before_agreed",),
    },
    "票签 ratio, weight, counts, abstention, early end, veto": {
        f"{APPROVALS}voting": (
            "test_votes_decide_as_soon_as_the_rule_is_certain",
            "test_abstentions_count_as_votes_and_three_who_agree_end_it_early",
            "test_a_veto_holder_ends_the_vote_at_once",
            "test_weighted_votes_decide_by_their_weight",
        ),
    },
    "随机/抢办 a pool, a claim that locks, back to the pool, drawn by lot": {
        "integration/processes/test_cases": (
            "test_a_claimed_task_cannot_be_claimed_by_another",
            "test_a_released_task_can_be_claimed_by_another",
        ),
        f"{APPROVALS}node_rules": (
            "test_a_task_is_claimed_first_where_the_node_says_so",
            "test_one_of_the_candidates_is_drawn_and_may_put_the_task_back",
        ),
    },
    "加签 before": {
        f"{APPROVALS}signing": ("test_a_signer_before_acts_first_and_then_the_task_returns",),
    },
    "加签 after": {
        f"{APPROVALS}signing": (
            "test_signers_after_are_asked_when_the_task_was_answered",
            "test_a_refusal_of_a_signer_after_decides_for_the_node",
        ),
    },
    "加签 beside": {
        f"{APPROVALS}signing": (
            "test_signers_beside_decide_together_whoever_is_first",
            "test_a_signer_beside_a_countersignature_is_one_of_its_instances",
        ),
    },
    "加签 rules: all, any, in order; never mixed, nobody twice; nested; a refusal works": {
        f"{APPROVALS}signing": (
            "test_signers_before_and_after_do_not_mix_nor_double",
            "test_the_first_of_any_signers_frees_the_others",
            "test_signers_in_sequence_act_one_after_the_other",
            "test_a_task_with_added_signers_is_not_passed_on",
            "test_an_added_signer_sends_the_case_back",
        ),
        f"{APPROVALS}signing_deep": (
            "test_an_added_signer_asks_others_before_he_answers",
            "test_nobody_is_asked_twice_in_one_tree",
        ),
    },
    "减签 who has not acted is taken out": {
        f"{APPROVALS}signing": (
            "test_a_signer_who_has_not_acted_is_taken_out",
            "test_taking_out_the_last_signer_after_lets_the_case_go_on",
            "test_only_who_added_a_signer_takes_him_out",
        ),
    },
    "转办 the colleague decides and sees why": {
        f"{APPROVALS}lending": (
            "test_a_passed_on_task_is_decided_by_the_colleague_who_sees_why",
            "test_separated_duties_hold_when_work_is_passed_on",
        ),
    },
    "委派 an opinion, and back to the owner": {
        f"{APPROVALS}lending": ("test_a_lent_task_comes_back_with_an_opinion",),
    },
    "驳回 to every node from which the case comes here again": {
        f"{APPROVALS}returning": (
            "test_a_case_can_go_back_to_every_node_that_was_done",
            "test_a_branch_goes_back_within_itself_and_before_the_split_only",
            "test_behind_the_join_no_single_branch_can_be_sent_back",
            "test_a_case_goes_back_out_of_a_sub_process_never_into_one",
            "test_a_return_needs_a_reason_and_a_way",
        ),
    },
    "重走全部 or 直达驳回人": {
        f"{APPROVALS}returning": (
            "test_all_nodes_are_done_again_after_a_return",
            "test_a_case_can_come_straight_back_to_the_refuser",
            "test_a_changed_key_field_makes_all_nodes_decide_again",
        ),
    },
    "撤回 while nothing that follows is finished": {
        f"{APPROVALS}withdrawing": (
            "test_the_last_handler_takes_his_step_back_with_what_he_wrote",
            "test_nothing_is_taken_back_once_the_next_node_is_finished",
        ),
        f"{APPROVALS}withdrawing_waits": (
            "test_a_step_before_a_timer_is_taken_back_and_the_timer_dropped",
            "test_a_called_process_in_which_nobody_has_worked_is_cancelled",
        ),
    },
    "撤销 by the starter until the node the diagram names": {
        f"{APPROVALS}withdrawing": (
            "test_the_starter_cancels_his_case_while_nobody_else_has_acted",
            "test_the_diagram_says_until_when_the_starter_may_cancel",
        ),
    },
    "终止 / 作废 / 跳转 / 唤醒": {
        "integration/processes/test_cases": ("test_only_administrators_cancel_a_case",),
        "integration/processes/test_migration": (
            "test_a_token_moved_by_hand_begins_the_other_activity",
            "test_a_finished_case_can_begin_again",
        ),
        f"{PAGES}correcting": (
            "test_a_case_is_moved_to_another_step",
            "test_a_case_that_ended_is_declared_void_and_keeps_its_records",
        ),
    },
    "催办 by applicant and earlier handlers, not too often": {
        f"{APPROVALS}reading": (
            "test_the_starter_urges_and_the_worker_is_told",
            "test_a_task_is_urged_again_after_four_hours_only",
            "test_an_earlier_handler_urges_a_stranger_does_not",
        ),
    },
    "抄送 at a node, at the end, by hand; never twice": {
        f"{APPROVALS}copies": (
            "test_a_node_sends_its_copies_when_it_is_done",
            "test_nobody_gets_a_case_twice_and_the_end_has_copies_of_its_own",
        ),
        f"{APPROVALS}reading": ("test_a_copy_waits_to_be_read_by_each_reader_once",),
    },
    "传阅 with an answer, taken back while unread": {
        f"{APPROVALS}reading": (
            "test_a_circulation_is_answered_while_the_case_goes_on",
            "test_what_nobody_has_read_can_be_taken_back",
        ),
    },
    "已读/已阅": {
        f"{APPROVALS}reading": ("test_the_first_look_at_a_task_is_kept",),
        f"{PAGES}approvals": ("test_the_case_shows_who_has_read_what_was_sent",),
    },
    "代理 scope, window, several agents, no chain, never the applicant": {
        f"{APPROVALS}people": (
            "test_the_work_of_somebody_on_leave_goes_to_his_agent_who_signs_for_him",
            "test_the_principal_still_sees_the_task_and_may_do_it_himself",
            "test_the_first_of_several_agents_acts",
            "test_the_agent_of_an_agent_gets_nothing",
            "test_the_applicant_never_stands_in_for_his_approver",
            "test_an_agent_stands_in_within_his_window_and_processes_only",
        ),
        f"{APPROVALS}deputies": ("test_open_work_goes_to_the_deputy_only_on_wish",),
    },
    "离职转办 all open work, and roles that would find nobody": {
        f"{APPROVALS}lending": (
            "test_all_work_of_a_leaver_goes_to_a_colleague",
            "test_a_signer_who_leaves_before_he_was_asked_is_replaced",
        ),
    },
    "审批人去重 consecutive, once, never after a return, in a vote the others still act": {
        f"{APPROVALS}people": (
            "test_the_same_person_at_two_consecutive_nodes_passes",
            "test_who_agreed_once_passes_everywhere_where_the_node_says_so",
            "test_nobody_passes_after_a_return",
            "test_a_passing_member_of_a_countersignature_leaves_the_others",
        ),
    },
    "审批人=发起人 self, skip, leader, superior": {
        f"{APPROVALS}people": (
            "test_the_starter_as_approver_decides_or_his_superior",
            "test_a_leaders_own_case_goes_to_the_leader_above_him",
            "test_the_starter_as_approver_may_be_skipped",
        ),
    },
    "审批人为空 pass, refuse, a person, the administrator": {
        f"{APPROVALS}people": (
            "test_nobody_to_ask_means_the_process_administrator",
            "test_a_node_with_nobody_may_pass_or_refuse_by_itself",
        ),
        f"{APPROVALS}nobody": (
            "test_a_fixed_person_gets_what_nobody_can_be_found_for",
            "test_a_role_stands_behind_a_person_who_is_not_there",
        ),
    },
    "发起人/上一步自选": {
        f"{APPROVALS}people": ("test_an_earlier_handler_chooses_who_comes_next",),
    },
    "连续多级主管": {
        f"{APPROVALS}people": ("test_the_leaders_above_the_starter_sign_one_after_the_other",),
    },
    "意见常用语, and an opinion required with a refusal": {
        f"{APPROVALS}papers": ("test_somebody_finds_common_shared_and_own_phrases",),
        f"{APPROVALS}node_rules": ("test_a_refusal_needs_a_reason_where_the_node_says_so",),
    },
    "手写签名 bound to the data": {
        f"{APPROVALS}papers": (
            "test_a_node_that_asks_for_a_signature_gets_it_under_this_very_data",
        ),
    },
    "打印单 with all opinions": {
        "acceptance/scenarios/test_20_to_22_kept": (
            "test_21_the_sheet_has_every_opinion_and_the_remarks_of_passing_on_and_copies",
        ),
        f"{PAGES}printing": ("test_every_remark_of_every_operation_stands_on_it",),
    },
    "流程图跟踪 and the predicted route": {
        f"{PAGES}why": (
            "test_the_next_steps_hang_on_the_decision",
            "test_the_panel_of_the_case_says_what_it_waits_for",
        ),
    },
    "字段权限": {
        f"{APPROVALS}papers": ("test_a_node_says_which_fields_are_read_hidden_or_required",),
        f"{PAGES}hidden_fields": ("test_who_works_at_a_step_sees_nowhere_what_it_hides",),
    },
    "暂存/草稿/重新发起": {
        f"{PAGES}working_on_tasks": ("test_a_draft_is_there_again_on_the_next_visit",),
        f"{APPROVALS}papers": ("test_a_new_case_begins_with_what_an_old_one_began_with",),
    },
    "父子流程/并行/延时/触发器": {
        "integration/processes/test_jobs": (
            "test_a_boundary_timer_interrupts_its_task",
            "test_an_outside_call_is_tried_again_then_becomes_an_incident",
        ),
        "property/approvals/test_any_order": (
            "test_any_sequence_of_operations_loses_and_doubles_nothing",
        ),
    },
    "办理时限/超时动作 and 升级": {
        "integration/escalations/test_alarms": (
            "test_late_work_climbs_to_headquarters_and_is_told_once_at_each_level",
        ),
    },
    "黄/红灯预警": {
        "acceptance/scenarios/test_01_to_05_time_limits": (
            "test_04_a_fault_is_red_after_45_minutes_in_town_and_green_in_the_country",
        ),
    },
    "督办": {
        "integration/escalations/test_acting": (
            "test_an_instruction_reaches_the_handlers_and_tells_when_it_is_not_done",
        ),
    },
    "挂起计时": {
        "acceptance/scenarios/test_01_to_05_time_limits": (
            "test_02_thirty_days_of_customer_design_move_the_promise_and_elapsed_counts_on",
        ),
    },
    "工作日历": {
        "acceptance/scenarios/test_01_to_05_time_limits": (
            "test_01_five_working_days_over_a_makeup_saturday_and_the_festival",
        ),
        "acceptance/scenarios/test_13_to_15_at_work": (
            "test_15_open_due_dates_follow_the_calendar_of_2027_and_the_move_is_logged",
        ),
    },
}
PROOFS = [
    (row, file, name)
    for row, files in ROWS.items()
    for file, names in files.items()
    for name in names
]


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / f"{file}.py").read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_table_is_proven(row: str) -> None:
    missing = [name for found, file, name in PROOFS if found == row and name not in _tests_in(file)]

    assert missing == []
