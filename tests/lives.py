"""Whole lives of cases, each from its start to its end through the delivered processes."""

from typing import Any

from engine.demo.rules import Story, story_of

DAY = 24 * 60
AGREE = {"result": "agree", "opinion": "同意。"}
PASS = {"result": "pass"}
ACCEPT = {"result": "accept", "verifyList": ["IDENTITY"], "opinion": "资料齐全。"}
HOUSEHOLD = {
    "customerType": "RESIDENT",
    "bizType": "NEW",
    "applyName": "苏晓帆",
    "channel": "HALL",
    "certType": "ID",
    "certNo": "330000199001010000",
    "phone": "13900007001",
    "elecAddress": "望溪区溪口花园6幢101室",
    "stationCode": "2001011",
    "supplyMode": "LV_SINGLE",
    "voltageLevel": "220V",
    "capacityKva": 8,
    "importantLevel": "NONE",
    "usage": "RES",
    "certFiles": "#身份证.pdf",
    "privacyConsent": True,
}
COMPANY = HOUSEHOLD | {
    "customerType": "ENTERPRISE",
    "applyName": "青砾食品有限公司",
    "certType": "LICENSE",
    "certNo": "91330000MA2XXXXX0K",
    "uscc": "91330000MA2XXXXX0K",
    "legalRep": "王一鸣",
    "supplyMode": "LV_THREE",
    "voltageLevel": "380V",
    "capacityKva": 120,
    "usage": "COM1",
    "certFiles": "#营业执照.pdf",
}
SURVEY = {
    "canSupply": "yes",
    "openCapacity": 20000,
    "substation": "110kV溪口变",
    "feeder": "10kV溪口二线",
    "incoming": "CABLE",
    "surveyConditions": "具备接入条件。",
}
LV_SURVEY = {
    "canSupply": "yes",
    "transformer": "溪口一线2号台区",
    "phase": "A",
    "hasProject": False,
}
WORKS = {"worksStart": "@+1d 08:00", "worksFinish": "@+2d 17:00"}
REPLY = {"planReply": "ONLINE", "replyAt": "@-1d 11:00", "planPdf": "#方案.pdf"}
CONTRACT_FILE = {"contractPdf": "#合同.pdf"}
CONFIRM = {"result": "agree", "customerSignee": "王一鸣"}
CONTRACT = {
    "contractNo": "HT-1",
    "contractUntil": "@+900d",
    "signMode": "ESIGN",
    "contractFiles": "#合同.pdf",
}
METER = {
    "meterNo": "M00009999",
    "sealNo": "F1",
    "firstReading": 0,
    "energiseAt": "@-1d 10:00",
    "customerSignee": "苏晓帆",
    "meterPhotos": "#装表.pdf",
}
ARCHIVE = {"archiveNo": "DA-1", "archivePlace": "A-1", "archiveComplete": True}
SATISFIED = {"visitResult": "satisfied", "visitScore": 5}
OPINION = {"result": "agree", "opinion": "符合要求,同意。"}
SIGN = {"departmentPlan": "可转供。", "result": "agree"}
HV_PLAN = {
    "accessPlan": "新出电缆。",
    "receivingPlan": "配电室一座。",
    "sources": [{"nature": "MAIN", "line": "10kV溪口二线", "capacity": 12000}],
    "meteringPlan": "HV_HV",
    "tariffPlan": "COM2",
    "hasProject": False,
    "gridWorksAmount": 0,
    "needReview": True,
    "needOutage": False,
}
DESIGN = {"designUnit": "云设院", "designLicence": "A1", "drawingCount": 3, "drawings": "#图.pdf"}
BUILD = {"builder": "云建", "builderLicence": "B1", "completionFiles": "#报检.pdf"}
ENERGISE = {"energisePlanNo": "S1", "energiseAt": "@-1d 10:00", "energiseRecord": "送电正常。"}
HV_METER = {"meterNo": "M00008888", "ctRatio": "150/5", "sealNo": "F2", "firstReading": 0}


def do(activity: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a step."""
    return {"do": activity, "with": values or {}, "after": 60, **more}


def life(id_: str, process: str, starter: str, form: dict[str, Any], *steps: Any) -> Story:
    """Return a story that begins on a working morning long ago."""
    return story_of(
        {
            "id": id_,
            "about": id_,
            "process": process,
            "starter": starter,
            "started": "-300d 09:00",
            "form": form,
            "steps": list(steps),
        }
    )


CALL_BACK = do("call_back", SATISFIED, after=4 * DAY, maybe=True)
OUTAGE = {
    "kind": "PLAN",
    "stationCode": "2001011",
    "lines": "10kV溪口二线",
    "planFrom": "@-285d 08:00",
    "planTo": "@-285d 16:00",
    "outageReason": "MAINTENANCE",
    "riskLevel": "R7",
    "workContent": "更换导线。",
}
CALL = {
    "channel": "HOTLINE",
    "callerName": "夏知秋",
    "callerPhone": "13900006001",
    "contactAddr": "望溪区柳桥新村8幢",
    "emotion": "CALM",
    "urgency": "NORMAL",
    "category": "OUTAGE",
    "content": "停电没有通知。",
}
CLOSE = {
    "closeFinding": "接头烧损",
    "closeMeasure": "更换接头",
    "closeUnit": "溪口供电所",
    "closeView": "满意",
}
REPLIED = {
    "replyText": "已处理。",
    "replyWay": "PHONE",
    "replyAt": "@-1d 10:00",
    "attitude": "ACCEPT",
}
AUDIT = {"riskGrade": "NONE", "result": "pass"}
DRAFT = {
    "projectName": "溪口线改造",
    "voltageLevel": "10kV",
    "currentState": "重载",
    "problemPhotos": "#1.pdf #2.pdf #3.pdf #4.pdf #5.pdf #6.pdf",
    "options": "方案一",
    "investEstimate": 5_500_000,
    "fundSource": "OWN",
    "capitalRatio": 25,
    "finishPlan": "@+100d 17:00",
    "benefit": "降损",
    "drawings": "#可研.pdf",
}
PROPOSAL = {
    "projectName": "溪口线改造",
    "projectType": "RENOVATION",
    "voltageLevel": "10kV",
    "investEstimate": 5_500_000,
    "necessity": "重载",
}
TASK = {
    "title": "工器具检定",
    "content": "送检",
    "owner": "zhou.yubai",
    "taskType": "SPECIAL",
    "source": "LEADER",
    "taskPriority": "HIGH",
    "dueAt": "@-290d 17:00",
    "reportCycle": "P7D",
    "acceptStandard": "合格率100%",
}
BUILT = {"progress": 60, "investDone": 3_000_000, "progressNote": "主体完成"}
ASSETS = [{"asset": "10kV线路", "value": 3_000_000}, {"asset": "配变20台", "value": 2_000_000}]
PROGRESS = {"progress": 90, "progressContent": "已送检"}
REFUND = {
    "refundSummary": "十月电费重复缴纳",
    "refundReason": "TWICE",
    "refundAmount": 10_001,
    "phone": "13900007001",
    "payWay": "ORIGINAL",
    "calculation": "同一账单缴纳两次",
    "evidence": "#回单.pdf",
}

LIVES = [
    life(
        "residential",
        "service_connection",
        "xu.zhixing",
        HOUSEHOLD,
        do("accept_application", ACCEPT),
        do("survey", LV_SURVEY),
        do("reply_plan", {**REPLY, **CONTRACT_FILE}),
        do("confirm_plan", CONFIRM),
        do("install_meter", METER),
        do("archive_files", ARCHIVE),
        CALL_BACK,
    ),
    life(
        "business",
        "service_connection",
        "xu.zhixing",
        COMPANY,
        do("accept_application", ACCEPT),
        do("joint_survey", {**LV_SURVEY, "hasProject": True}, each=True),
        do(
            "draft_plan",
            {
                "accessPlan": "低压电缆",
                "meteringPlan": "低供低计",
                "tariffPlan": "COM1",
                "hasProject": True,
                "needPermit": True,
            },
        ),
        do("approve_plan", AGREE),
        do("reply_plan", REPLY),
        do("confirm_plan", CONFIRM),
        do("build", WORKS),
        do("permit", {"permitNo": "P1", "permitOn": "@-1d", "permitFiles": "#许可.pdf"}),
        do("inspect", PASS),
        do("contract", CONTRACT),
        do("install_meter", METER),
        do("archive_files", ARCHIVE),
        CALL_BACK,
    ),
    life(
        "high voltage",
        "service_connection",
        "he.tinglan",
        COMPANY
        | {
            "applyName": "临江云数据中心",
            "supplyMode": "HV_SINGLE",
            "voltageLevel": "10kV",
            "capacityKva": 12000,
            "importantLevel": "SPECIAL",
            "usage": "COM2",
            "projectApprovalNo": "云发改备1号",
        },
        do("accept_application", ACCEPT),
        do("assign_manager", {"accountManager": "he.tinglan", "surveyOn": "@-299d"}),
        do("joint_survey", SURVEY, each=True),
        do("draft_plan", HV_PLAN),
        do("city_sign", AGREE, each=True),
        do("city_deputy", AGREE),
        do("formal_check", {"formalItems": ["FORM"], "result": "pass"}),
        do("department_review", OPINION, each=True),
        do("consolidate", {"proposal": "agree", "proposalText": "一致同意。"}),
        do("sign_off", {"hqResult": "agree", "opinion": "同意。"}),
        do("reply_plan", REPLY),
        do("confirm_plan", CONFIRM),
        do("set_fee", {"feeAmount": 320000}),
        do("collect_fee", {"paidAmount": 320000, "payMode": "BANK", "invoiceNo": "FP1"}),
        do("submit_design", DESIGN),
        do("review_design", PASS),
        do("construct", {**BUILD, "result": "mid"}),
        do("mid_inspection", {**PASS, "midContent": "隐蔽工程"}),
        do("construct", {**BUILD, "result": "done"}),
        do("completion", PASS, each=True),
        do("contract", CONTRACT),
        do("install_meter", HV_METER),
        do("energise", ENERGISE),
        do("archive_files", ARCHIVE),
        CALL_BACK,
    ),
    life(
        "planned outage",
        "outage_notice",
        "zhou.yubai",
        OUTAGE,
        do("check_areas", {}),
        do("countersign", SIGN, each=True),
        do("approve", AGREE),
        do("execute", {"offAt": "@-285d 08:05", "workTicket": "GZP-1"}, after=21_365),
        do("restore", {"onAt": "@-285d 14:30"}, after=400),
        CALL_BACK,
    ),
    life(
        "complaint",
        "complaint_handling",
        "liang.xiting",
        CALL | {"kind": "COMPLAINT"},
        do("grade_complaint", {"grade": "NORMAL"}),
        do("take_order", {"result": "accept", "handler": "shao.nanqiao"}),
        do("contact", {"contactNote": "要求说明"}),
        do(
            "investigate",
            {
                "facts": "通知未送达",
                "valid": "yes",
                "measure": "道歉整改",
                "compensation": 0,
                "rectifyOwner": "lin.jianshen",
                "rectifyDue": "@-290d 17:00",
            },
        ),
        do("approve", AGREE),
        do("reply", REPLIED),
        do("audit_reply", AUDIT),
        do("visit", {"visitResult": "satisfied", "visitScore": 5}),
    ),
    life(
        "fault",
        "complaint_handling",
        "liang.xiting",
        CALL | {"kind": "FAULT", "siteType": "URBAN"},
        do("judge", {"result": "new", "faultScene": "整栋停电"}, after=1),
        do("take_order", {"crewLeader": "顾长川", "etaMinutes": 20}, after=1),
        do(
            "arrive",
            {"arriveAt": "@-300d 09:30", "arrivePhoto": "#现场.pdf", "ownership": "company"},
            after=25,
        ),
        do(
            "repair",
            {
                "cause1": "SWITCH",
                "restoreEta": "@-300d 11:00",
                "result": "done",
                "restoreAt": "@-300d 10:30",
            },
        ),
        do("close_order", CLOSE, after=10),
        do("audit_order", AUDIT, after=10),
        do("visit", {"visitResult": "satisfied", "visitScore": 5}),
    ),
    life(
        "enquiry",
        "complaint_handling",
        "liang.xiting",
        CALL | {"kind": "CONSULT"},
        do("answer", {"result": "answered", "replyText": "阶梯电价按年计算。"}, after=5),
    ),
    life(
        "project",
        "project_approval",
        "fang.nanxing",
        PROPOSAL,
        do("draft", DRAFT),
        do("county_review", AGREE),
        do("county_review", AGREE),
        do("county_review", AGREE),
        do(
            "expert_review",
            {
                "s1": 12,
                "s2": 10,
                "s3": 20,
                "s4": 13,
                "s5": 20,
                "s6": 8,
                "score": 83,
                "scoreComment": "可行",
            },
            each=True,
        ),
        do("city_sign", AGREE, each=True),
        do("city_gm", AGREE),
        do("province_sign", AGREE, each=True),
        do("province_deputies", AGREE),
        do("province_gm", AGREE),
        do("government", {"govKind": "FILE", "govNo": "备1", "govOn": "@-280d"}),
        do("tender", {"tenderNo": "ZB1", "winner": "云建", "bidAmount": 5_200_000}),
        do(
            "contract",
            {
                "contractNo": "HT1",
                "builder": "云建",
                "contractAmount": 5_200_000,
                "contractFiles": "#合同.pdf",
            },
        ),
        do("implement", {**BUILT, "result": "report"}),
        do("implement", {**BUILT, "progress": 100, "result": "finish"}),
        do("acceptance", {**PASS, "acceptFiles": "#验收.pdf"}),
        do("settle", {"finalAccount": 5_100_000, "assets": ASSETS, "settleFiles": "#决算.pdf"}),
    ),
    life(
        "task",
        "task_assignment",
        "jiang.wanyue",
        TASK,
        do("accept_task", {"result": "accept"}),
        do("do_task", {**PROGRESS, "result": "submit"}, after=3 * DAY),
        do("submit_result", {"resultSummary": "完成", "progress": 100, "evidence": "#报告.pdf"}),
        do("check_result", {**PASS, "score": 95, "opinion": "好"}),
    ),
    life(
        "refund",
        "refund_approval",
        "xu.zhixing",
        REFUND,
        do("audit", {**AGREE, "auditAmount": 10_001}),
        do("county_sign", AGREE, each=True),
        do("county_deputy", AGREE),
        do("pay", {"voucherNo": "V1"}),
        do("confirm", {"received": "yes"}),
    ),
]
