"""The handwriting of other tools, with their quirks: read without blame, or with the right word."""

# Markup reads better as the tools write it.
# ruff: noqa: E501

import pytest

from bpmn.lint import check

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DRAWING = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
MODELER_7 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {DRAWING} xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="5.30.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.22.0">
  <bpmn:collaboration id="Collaboration_1"><bpmn:participant id="Participant_1" name="Us" processRef="Process_1" /><bpmn:participant id="Participant_2" name="Them" />
    <bpmn:messageFlow id="Flow_m" sourceRef="Activity_send" targetRef="Participant_2" /></bpmn:collaboration>
  <bpmn:process id="Process_1" isExecutable="true" camunda:historyTimeToLive="180" camunda:versionTag="v1">
    <bpmn:laneSet id="LaneSet_1"><bpmn:lane id="Lane_1" name="A"><bpmn:flowNodeRef>StartEvent_1</bpmn:flowNodeRef><bpmn:flowNodeRef>Activity_1</bpmn:flowNodeRef><bpmn:flowNodeRef>Event_b</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Lane_2"><bpmn:flowNodeRef>Activity_send</bpmn:flowNodeRef><bpmn:flowNodeRef>Event_end</bpmn:flowNodeRef><bpmn:flowNodeRef>Event_late</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="StartEvent_1" camunda:initiator="starter" camunda:asyncBefore="true"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Activity_1" name="Check" camunda:assignee="${{starter}}" camunda:formKey="embedded:app:forms/check.html" camunda:dueDate="${{due}}">
      <bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="a">text</camunda:inputParameter><camunda:inputParameter name="m"><camunda:map><camunda:entry key="k">${{v}}</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
      <bpmn:property id="Property_1" name="__targetRef_placeholder" />
      <bpmn:dataInputAssociation id="Din_1"><bpmn:sourceRef>DataRef_1</bpmn:sourceRef><bpmn:targetRef>Property_1</bpmn:targetRef></bpmn:dataInputAssociation>
      <bpmn:dataOutputAssociation id="Dout_1"><bpmn:targetRef>DataRef_1</bpmn:targetRef></bpmn:dataOutputAssociation>
    </bpmn:userTask>
    <bpmn:sendTask id="Activity_send" camunda:type="external" camunda:topic="send"><bpmn:incoming>Flow_2</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing></bpmn:sendTask>
    <bpmn:endEvent id="Event_end"><bpmn:incoming>Flow_3</bpmn:incoming><bpmn:messageEventDefinition id="Md_1" camunda:type="external" camunda:topic="tell" /></bpmn:endEvent>
    <bpmn:boundaryEvent id="Event_b" cancelActivity="false" attachedToRef="Activity_1"><bpmn:outgoing>Flow_4</bpmn:outgoing><bpmn:timerEventDefinition id="Td_1"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:endEvent id="Event_late"><bpmn:incoming>Flow_4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" /><bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Activity_send" />
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Activity_send" targetRef="Event_end" /><bpmn:sequenceFlow id="Flow_4" sourceRef="Event_b" targetRef="Event_late" />
    <bpmn:dataObjectReference id="DataRef_1" name="Paper" dataObjectRef="Data_1" /><bpmn:dataObject id="Data_1" />
    <bpmn:textAnnotation id="Note_1"><bpmn:text>note</bpmn:text></bpmn:textAnnotation><bpmn:association id="Assoc_1" associationDirection="None" sourceRef="Activity_1" targetRef="Note_1" />
  </bpmn:process>
</bpmn:definitions>"""
MODELER_8 = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" {DRAWING} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="D" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn:process id="Process_1" isExecutable="true">
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:serviceTask id="a"><bpmn:extensionElements><zeebe:taskDefinition type="charge" retries="3" /><zeebe:ioMapping><zeebe:input source="=amount" target="sum" /></zeebe:ioMapping></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:serviceTask>
    <bpmn:exclusiveGateway id="g" default="f4"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:userTask id="b"><bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="x" /><zeebe:assignmentDefinition candidateGroups="=[&quot;a&quot;, &quot;b&quot;]" /><zeebe:taskSchedule dueDate="=now() + duration(&quot;PT1H&quot;)" /></bpmn:extensionElements><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing>
      <bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" /></bpmn:extensionElements><bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=done</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>
    <bpmn:intermediateCatchEvent id="w"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f6</bpmn:outgoing><bpmn:messageEventDefinition id="md" messageRef="m" /></bpmn:intermediateCatchEvent>
    <bpmn:endEvent id="e"><bpmn:incoming>f5</bpmn:incoming><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="g" />
    <bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="b"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; 100 and ok = true</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="w" /><bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="e" /><bpmn:sequenceFlow id="f6" sourceRef="w" targetRef="e" />
  </bpmn:process>
  <bpmn:message id="m" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=orderId" /></bpmn:extensionElements></bpmn:message>
</bpmn:definitions>"""
SIGNAVIO = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="{MODEL}" {DRAWING} xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor, http://www.signavio.com" expressionLanguage="http://www.w3.org/TR/XPath" id="sid-5f1b" targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema">
   <process id="sid-c7aa" isClosed="false" isExecutable="true" processType="None">
      <extensionElements/>
      <startEvent id="sid-1" name="Start"><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff"/></extensionElements><outgoing>sid-f1</outgoing></startEvent>
      <task completionQuantity="1" id="sid-2" isForCompensation="false" name="Do &#10;it" startQuantity="1"><extensionElements/><incoming>sid-f1</incoming><outgoing>sid-f2</outgoing>
        <ioSpecification id="sid-io"><dataInput id="sid-in"/><inputSet id="sid-is"><dataInputRefs>sid-in</dataInputRefs></inputSet><outputSet id="sid-os"/></ioSpecification>
        <dataInputAssociation id="sid-da"><sourceRef>sid-do</sourceRef><targetRef>sid-in</targetRef></dataInputAssociation></task>
      <exclusiveGateway default="sid-f4" gatewayDirection="Diverging" id="sid-3"><incoming>sid-f2</incoming><outgoing>sid-f3</outgoing><outgoing>sid-f4</outgoing></exclusiveGateway>
      <endEvent id="sid-4"><incoming>sid-f3</incoming><terminateEventDefinition id="sid-t"/></endEvent><endEvent id="sid-5"><incoming>sid-f4</incoming></endEvent>
      <dataObject id="sid-do" isCollection="false" name="Paper"/>
      <sequenceFlow id="sid-f1" isImmediate="true" sourceRef="sid-1" targetRef="sid-2"/><sequenceFlow id="sid-f2" sourceRef="sid-2" targetRef="sid-3"/>
      <sequenceFlow id="sid-f3" name="bad" sourceRef="sid-3" targetRef="sid-4"><conditionExpression id="sid-c" xsi:type="tFormalExpression">ok = false</conditionExpression></sequenceFlow><sequenceFlow id="sid-f4" sourceRef="sid-3" targetRef="sid-5"/>
   </process>
</definitions>"""
JBPM = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions xmlns:bpmn2="{MODEL}" {DRAWING} xmlns:drools="http://www.jboss.org/drools" xmlns:bpsim="http://www.bpsim.org/schemas/1.0" id="_def" exporter="jBPM Process Modeler" targetNamespace="http://www.omg.org/bpmn20">
  <bpmn2:itemDefinition id="_amountItem" structureRef="Integer"/><bpmn2:itemDefinition id="__A1_TaskNameInputXItem" structureRef="Object"/>
  <bpmn2:process id="proc" drools:packageName="com.x" drools:version="1.0" drools:adHoc="false" name="proc" isExecutable="true" processType="Public">
    <bpmn2:property id="amount" itemSubjectRef="_amountItem" name="amount"/>
    <bpmn2:sequenceFlow id="_F1" sourceRef="_S" targetRef="_A1"><bpmn2:extensionElements><drools:metaData name="isAutoConnection.source"><drools:metaValue><![CDATA[true]]></drools:metaValue></drools:metaData></bpmn2:extensionElements></bpmn2:sequenceFlow>
    <bpmn2:sequenceFlow id="_F2" sourceRef="_A1" targetRef="_E"/>
    <bpmn2:startEvent id="_S"><bpmn2:outgoing>_F1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:userTask id="_A1" name="Work"><bpmn2:incoming>_F1</bpmn2:incoming><bpmn2:outgoing>_F2</bpmn2:outgoing>
      <bpmn2:ioSpecification><bpmn2:dataInput id="_A1_in" drools:dtype="Object" itemSubjectRef="__A1_TaskNameInputXItem" name="TaskName"/><bpmn2:inputSet><bpmn2:dataInputRefs>_A1_in</bpmn2:dataInputRefs></bpmn2:inputSet></bpmn2:ioSpecification>
      <bpmn2:dataInputAssociation><bpmn2:targetRef>_A1_in</bpmn2:targetRef><bpmn2:assignment><bpmn2:from xsi:type="bpmn2:tFormalExpression"><![CDATA[Work]]></bpmn2:from><bpmn2:to xsi:type="bpmn2:tFormalExpression"><![CDATA[_A1_in]]></bpmn2:to></bpmn2:assignment></bpmn2:dataInputAssociation>
      <bpmn2:potentialOwner id="_po"><bpmn2:resourceAssignmentExpression><bpmn2:formalExpression>john</bpmn2:formalExpression></bpmn2:resourceAssignmentExpression></bpmn2:potentialOwner></bpmn2:userTask>
    <bpmn2:endEvent id="_E"><bpmn2:incoming>_F2</bpmn2:incoming></bpmn2:endEvent>
  </bpmn2:process>
  <bpmn2:relationship type="BPSimData"><bpmn2:extensionElements><bpsim:BPSimData/></bpmn2:extensionElements><bpmn2:source>_def</bpmn2:source><bpmn2:target>_def</bpmn2:target></bpmn2:relationship>
</bpmn2:definitions>"""
FLOWABLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" {DRAWING} xmlns:flowable="http://flowable.org/bpmn" typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="http://www.flowable.org/processdef">
  <process id="leave" name="请假" isExecutable="true">
    <documentation>x</documentation>
    <startEvent id="s" flowable:initiator="starter" flowable:formFieldValidation="true"/>
    <userTask id="t" name="审批" flowable:candidateGroups="managers" flowable:dueDate="${{due}}"><documentation>y</documentation><extensionElements><flowable:formProperty id="ok" name="同意" type="boolean"/><flowable:taskListener event="create" class="org.x.L"/></extensionElements>
      <multiInstanceLoopCharacteristics isSequential="false" flowable:collection="people" flowable:elementVariable="one"><extensionElements/><completionCondition>${{nrOfCompletedInstances/nrOfInstances &gt;= 0.6}}</completionCondition></multiInstanceLoopCharacteristics></userTask>
    <exclusiveGateway id="g" default="f4"/>
    <serviceTask id="v" flowable:class="org.x.Y" flowable:async="true"/>
    <endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="g"/>
    <sequenceFlow id="f3" sourceRef="g" targetRef="v"><conditionExpression xsi:type="tFormalExpression"><![CDATA[${{ok == true && days > 3}}]]></conditionExpression></sequenceFlow>
    <sequenceFlow id="f4" sourceRef="g" targetRef="e"/><sequenceFlow id="f5" sourceRef="v" targetRef="e"/>
  </process>
</definitions>"""
YAOQIANG = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<definitions xmlns="{MODEL}" {DRAWING} xmlns:tns="http://x" xmlns:yaoqiang="http://bpmn.sourceforge.net" exporter="Yaoqiang BPMN Editor" expressionLanguage="http://www.w3.org/1999/XPath" id="_1" name="" targetNamespace="http://x">
  <message id="M_1" itemRef="I_1" name="Order"/><itemDefinition id="I_1" isCollection="false" itemKind="Information" structureRef="xs:string"/>
  <process id="PROCESS_1" isClosed="false" isExecutable="true" processType="None">
    <startEvent id="_2" isInterrupting="true" name="Start" parallelMultiple="false"><outgoing>_5</outgoing><dataOutput id="_do" isCollection="false" itemSubjectRef="tns:I_1"/><outputSet><dataOutputRefs>_do</dataOutputRefs></outputSet><messageEventDefinition id="_md" messageRef="tns:M_1"/></startEvent>
    <task completionQuantity="1" id="_3" isForCompensation="false" name="Task" startQuantity="1"><incoming>_5</incoming><outgoing>_6</outgoing></task>
    <endEvent id="_4" name="End"><incoming>tns:_6</incoming><inputSet/></endEvent>
    <sequenceFlow id="_5" sourceRef="_2" targetRef="tns:_3"/><sequenceFlow id="_6" sourceRef="tns:_3" targetRef="_4"/>
  </process>
</definitions>"""
TOOLS = {
    "Camunda Modeler 7": MODELER_7,
    "Camunda Modeler 8": MODELER_8,
    "Signavio": SIGNAVIO,
    "jBPM": JBPM,
    "Flowable": FLOWABLE,
    "Yaoqiang": YAOQIANG,
}


@pytest.mark.parametrize("text", TOOLS.values(), ids=TOOLS)
def test_exports_of_other_tools_are_not_blamed(text: str) -> None:
    report = check({"a.bpmn": text.encode()})[0]

    assert [(one.code, one.message.en) for one in report.errors] == []


@pytest.mark.parametrize("text", TOOLS.values(), ids=TOOLS)
def test_nothing_in_them_is_taken_for_a_misspelling(text: str) -> None:
    codes = {one.code for one in check({"a.bpmn": text.encode()})[0].problems}

    assert not codes & {"unknown-attribute", "foreign-element", "unknown-element"}
