"""Why official.py does not expect a row of ours for some of HL7's rows: each with its reason."""

# Tables that are left out on purpose.
LEFT_OUT = {
    'MSH[Bundle]': 'the engine writes the Bundle: type, timestamp, identifier',
    'MSH[Provenance-Transformation]': "the engine's audit trail says what was converted, and by what",
    'NA[SampledData]': 'FHIR requires an origin and a period, which NA does not have',
}

# Tables whose fields we carry in another resource than the official one, on purpose.
OTHER_PLACE = {
    'AIS[ServiceRequest]': 'the Appointment has the times and numbers of what it books',
    'CWE[Annotation]': 'a note is text; what is coded in it stays coded, in an extension',
    'CWE[Device]': 'a Device has one name of a kind; the other codes are kept beside it',
    'CWE[Observation-SupportingInfo]': 'kept with the request that it supports',
    'CX[RelatedPerson-Mother]': "the mother's number stands with the Patient it is sent for",
    'DG1[Encounter]': 'the Condition has them, and the Encounter refers to it',
    'DG1[EpisodeOfCare]': 'the Condition has them; an episode is known only from PV1-54',
    'ED[DocumentReference]': 'the Attachment has the media type; the document its status from TXA',
    'HD[Device]': 'what an HD names in our maps is an organisation or a system, not a device',
    'HD[Location]': 'a PL says the place; a facility alone is an Organization',
    'MSH[Provenance-Operator]': 'MSH-22 is responsible in the MessageHeader',
    'MSH[Provenance-Source]': 'the store keeps the message itself, and its trace says where it came from',
    'NK1[Patient]': 'a RelatedPerson says all of it; a second copy in Patient.contact could differ',
    'ORC[DiagnosticReport]': 'the numbers of the order are its ServiceRequest\'s, to which the report refers',
    'ORC[Provenance]': 'the ServiceRequest has them',
    'PID[Appointment]': 'the participant refers to the Patient, which has the numbers',
    'PID[Provenance-Patient]': 'PID-33 and PID-34 stay with the Patient',
    'PRT[CareTeam]': 'a PRT is a PractitionerRole, named by its role where it acts',
    'PRT[Observation-Location]': 'the address of PRT-14 is that of the role',
    'PRT[Patient-GeneralPractitioner-Practitioner]': 'the role is the general practitioner, with its Practitioner',
    'PRT[RelatedPerson]': 'who takes part by profession is never called kin',
    'PV1[Basic-EncounterHistory]': 'earlier places are places of the Encounter, with their status',
    'PV1[Patient]': 'VIP holds for the visit',
    'ROL[CareTeam]': 'a ROL is a participant of the Encounter, or a PractitionerRole',
    'ROL[Patient-GeneralPractitioner]': 'the PractitionerRole has them',
    'ROL[RelatedPerson]': 'who has a role by profession is never called kin',
    'RP[DocumentReference]': 'the Attachment has the media type',
    'SFT[Device]': 'the MessageHeader has the software of its sender',
    'SN[Ratio]': 'a Ratio has no comparator that FHIR lets stand',
    'XCN[RelatedPerson]': 'who acts by profession is a Practitioner',
    'XON[Location]': 'an organisation is an Organization',
}

# Codes of which our tables say something else on purpose.
DIFFERS = {
    ('Event-EncounterStatus', 'A04'): 'who is registered as an outpatient is there, not expected',
    ('Event-EncounterStatus', 'A08'): 'says nothing of the status, which the patient class tells then',
    ('TelecommunicationEquipmentType', 'CP'): 'mobile is a use, and ContactUse says so; the system is phone',
    ('TelecommunicationEquipmentType', 'SAT'): 'a satellite phone is a phone',
}
