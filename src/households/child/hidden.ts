import type { FamilyAccess } from '../../settings/field-policy.ts'
import type { FieldName } from '../../settings/field-defaults.ts'
import type { ChildFile, ChildHealth, ChildPickup } from '../child-file.ts'

/** A child's file without what the commune hides from families. Name and birth stay: a file is called by them. */
export function withoutHidden(file: ChildFile): ChildFile {
  const { access } = file
  const kept = keeper(access)
  return {
    ...file,
    ...(access['CHILD.school'] === 'HIDDEN' ? { school: null, className: null, level: null } : {}),
    canSwim: kept('CHILD.canSwim', file.canSwim, null),
    nap: kept('CHILD.nap', file.nap, null),
    mayLeaveAloneFrom: kept('CHILD.mayLeaveAlone', file.mayLeaveAloneFrom, null),
    photo: kept('CHILD.photo', file.photo, null),
    insurances: kept('CHILD.insurance', file.insurances, []),
    careDays: {
      ...file.careDays,
      protocols: kept('CHILD.careProtocol', file.careDays.protocols, []),
    },
    health: file.health && healthWithoutHidden(file.health, access),
    pickups: file.pickups.map((pickup) => pickupWithoutHidden(pickup, access)),
  }
}

function healthWithoutHidden(health: ChildHealth, access: FamilyAccess): ChildHealth {
  const kept = keeper(access)
  const { sheet } = health
  return {
    ...health,
    sheet: sheet && {
      doctor: kept('CHILD.doctor', sheet.doctor, null),
      treatment: kept('CHILD.treatment', sheet.treatment, null),
      notes: kept('CHILD.notes', sheet.notes, null),
      pastDiseases: kept('CHILD.notes', sheet.pastDiseases, null),
      wearsGlasses: kept('CHILD.notes', sheet.wearsGlasses, false),
      hearingAid: kept('CHILD.notes', sheet.hearingAid, false),
      dentalDevice: kept('CHILD.notes', sheet.dentalDevice, false),
    },
    allergies: kept('CHILD.allergies', health.allergies, []),
    vaccinations: kept('CHILD.vaccinations', health.vaccinations, []),
    careProtocols: kept('CHILD.careProtocol', health.careProtocols, []),
  }
}

function pickupWithoutHidden(pickup: ChildPickup, access: FamilyAccess): ChildPickup {
  const kept = keeper(access)
  return {
    ...pickup,
    relationship: kept('CONTACT.relationship', pickup.relationship, null),
    phones: kept('CONTACT.phones', pickup.phones, []),
    email: kept('CONTACT.email', pickup.email, null),
    address: kept('CONTACT.address', pickup.address, null),
    note: kept('CONTACT.note', pickup.note, null),
  }
}

function keeper(access: FamilyAccess) {
  return <T>(field: FieldName, value: T, nothing: T): T =>
    access[field] === 'HIDDEN' ? nothing : value
}
