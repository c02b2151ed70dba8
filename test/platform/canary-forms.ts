import { pdf, photo } from '../files/hostile-files.ts'
import type { FormChanges } from '../support/plain-browser.ts'
import { personal, sealed } from './canaries.ts'

/** A form of a page, and what Claire answers there. */
export interface Filled extends FormChanges {
  readonly page: string
  /** Where its form leads, when that is another address. */
  readonly action?: string
}

/** Every value of the family's file, in the forms of these two addresses and of the household. */
export async function claireFillsIn(child: string, adult: string): Promise<Filled[]> {
  return [
    ...healthForms(child),
    ...childForms(child, await marked(sealed.photo)),
    ...familyForms(adult),
  ]
}

function healthForms(child: string): Filled[] {
  const health = {
    f_medecin: sealed.doctor,
    f_tel_medecin: `0${sealed.doctorsPhone}`,
    f_ville_medecin: sealed.doctorsTown,
    f_maladies: sealed.illness,
    f_traitement: sealed.treatment,
    f_a_savoir: sealed.toKnow,
    f_inconnu: sealed.unknownField,
  }
  const allergy = {
    f_nom: sealed.allergy,
    f_type: 'FOOD',
    f_gravite: 'Sévère',
    f_conduite: sealed.allergyConduct,
  }
  const protocol = {
    f_trousse: sealed.protocolKit,
    f_conduite: sealed.protocolConduct,
    f_medecin: sealed.protocolDoctor,
  }
  return [
    { page: `${child}/sante`, fill: health },
    { page: `${child}/allergies/nouvelle`, fill: allergy },
    {
      page: `${child}/pai`,
      fill: protocol,
      files: { f_justificatif: pdfFile(sealed.protocolPaper) },
    },
  ]
}

function childForms(child: string, picture: Buffer): Filled[] {
  const pickup = {
    f_prenom: 'Paule',
    f_nom: personal.pickupName.value,
    f_lien: 'voisine',
    f_naissance: '09/12/1958',
    f_tel: `0${personal.pickupPhone.value}`,
    f_note: personal.pickupNote.value,
  }
  const insurance = {
    f_assureur: personal.insurer.value,
    f_contrat: personal.contract.value,
    f_debut: '01/09/2026',
    f_fin: '31/08/2027',
  }
  return [
    { page: `${child}/personnes/nouvelle`, fill: pickup },
    { page: `${child}/quotidien`, action: `${child}/assurance`, fill: insurance },
    {
      page: `${child}/photo`,
      files: { f_photo: new File([new Uint8Array(picture)], 'zoe.jpg') },
      press: 'envoyer',
    },
  ]
}

function familyForms(adult: string): Filled[] {
  const claire = {
    f_mobile: `0${personal.newMobile.value}`,
    f_travail: `0${personal.workPhone.value}`,
    f_profession: personal.profession.value,
    f_employeur: personal.employer.value,
  }
  const tax = {
    f_annee: '2025',
    f_revenu: sealed.income,
    f_parts: '2,5',
    f_a_charge: '2',
    f_brut: sealed.grossIncome,
    f_brut_conjoint: sealed.incomeOfBoth,
    f_numero_fiscal: sealed.taxNumber,
    f_reference_avis: sealed.taxNotice,
  }
  const home = { f_rue: `3 ${personal.newStreet.value}`, f_depuis: '01/12/2026' }
  const benefit = { f_caisse: personal.benefitOffice.value, f_allocataire: sealed.benefitTyped }
  const bank = { f_titulaire: sealed.holder, f_iban: `FR76${sealed.iban}` }
  return [
    { page: adult, fill: claire },
    {
      page: '/mes-informations/adresse',
      fill: home,
      files: { f_justificatif: pdfFile(sealed.paper) },
    },
    { page: '/mes-informations/impots', fill: tax, tick: ({ name }) => name === 'f_accord' },
    { page: '/mes-informations/allocations', fill: benefit },
    { page: '/mes-informations/banque', fill: bank },
  ]
}

export function pdfFile(text: string): File {
  return new File([new Uint8Array(pdf({ catalogue: `/Note (${text})` }))], 'document.pdf')
}

/** Forms whose rows PostgreSQL is made to refuse, by table. */
export function refusedForms(child: string): Readonly<Record<string, Filled>> {
  const message = { f_objet: personal.subject.value, f_texte: personal.message.value }
  const [pickup = { page: '' }] = childForms(child, Buffer.alloc(0))
  return { message: { page: '/messages/nouveau', fill: message }, authorised_pickup: pickup }
}

/** A photo with a word of the telephone in it. */
async function marked(word: string): Promise<Buffer> {
  return Buffer.concat([await photo(), Buffer.from(word)])
}
