import { nir, type FieldCase } from './field-case.ts'

/** The household: address, income, C.A.F., bank (domain.md §2.2 to §2.4, §2.10). */
export function familyFields(): FieldCase[] {
  const home = {
    f_rue: '3 bis rue Haute',
    f_complement: 'Bâtiment B',
    f_code_postal: '59223',
    f_commune: 'Roncq',
    f_pays: 'France',
    f_depuis: '01/12/2026',
  }
  const notice = {
    f_annee: '2025',
    f_revenu: '31 234',
    f_parts: '2,5',
    f_a_charge: '2',
    f_accord: 'oui',
  }
  return [
    {
      field: 'FAMILY.address',
      right: 'R',
      form: '/mes-informations/adresse',
      label: /Adresse du foyer/,
      input: /name="f_rue"/,
      good: home,
      bad: [
        [{ f_rue: '' }, 'rue', /numéro et la rue/],
        [{ f_rue: 'x'.repeat(77) }, 'rue', /76 caractères/],
        [{ f_complement: 'x'.repeat(39) }, 'complement', /38 caractères/],
        [{ f_code_postal: '5922' }, 'code-postal', /cinq chiffres/],
        [{ f_code_postal: '00000' }, 'code-postal', /n’existe pas/],
        [{ f_commune: 'Brest' }, 'commune', /n’a pas ce code postal/],
        [{ f_pays: 'Atlantide' }, 'pays', /ne connaissons pas ce pays/],
        [{ f_depuis: '' }, 'depuis', /depuis quand/],
        [{ f_depuis: '01/12/2062' }, 'depuis', /six mois avant/],
        [{ f_depuis: '01/12/2010' }, 'depuis', /pas plus d’un an/],
      ],
    },
    {
      field: 'FAMILY.taxNotice',
      right: 'R',
      form: '/mes-informations/impots',
      label: /Avis d’impôt/,
      input: /name="f_revenu"/,
      good: notice,
      bad: [
        [{ f_annee: '25' }, 'annee', /quatre chiffres/],
        [{ f_annee: '2062' }, 'annee', /avis des revenus/],
        [{ f_revenu: '' }, 'revenu', /revenu fiscal/],
        [{ f_revenu: 'mille' }, 'revenu', /un nombre/],
        [{ f_parts: '2,3' }, 'parts', /nombre de parts/],
        [{ f_a_charge: '21' }, 'a-charge', /trop grand/],
        [{ f_brut: '-1' }, 'brut', /un nombre/],
        [{ f_numero_fiscal: '12' }, 'numero-fiscal', /treize chiffres/],
        [{ f_reference_avis: 'A' }, 'reference-avis', /treize lettres/],
        [{ f_accord: '' }, 'accord', /Sans votre accord/],
      ],
    },
    {
      field: 'FAMILY.benefit',
      right: 'S',
      form: '/mes-informations/allocations',
      label: /Régime|Dossier C\.A\.F\./,
      input: /name="f_allocataire"/,
      good: { f_regime: 'MSA', f_allocataire: 'AB12', f_caisse: 'M.S.A. Nord' },
      bad: [
        [{ f_regime: '' }, 'regime', /votre régime/],
        [{ f_regime: 'GENERAL', f_allocataire: '12345' }, 'allocataire', /sept chiffres/],
        [{ f_allocataire: nir }, 'allocataire', /sécurité sociale/],
        [{ f_titulaire: '999999' }, 'titulaire', /adultes du foyer/],
        [{ f_caisse: 'x'.repeat(61) }, 'caisse', /60 caractères/],
      ],
    },
    {
      field: 'FAMILY.quotient',
      right: 'R',
      form: '/mes-informations/quotient',
      label: /Quotient familial/,
      input: /name="f_quotient"/,
      good: { f_origine: 'CAF', f_quotient: '812,75', f_a_partir: '01/12/2026' },
      bad: [
        [{ f_quotient: '' }, 'quotient', /quotient familial de l’attestation/],
        [{ f_quotient: '100000' }, 'quotient', /trop grand/],
        [{ f_origine: 'X' }, 'origine', /d’où vient/],
        [{ f_a_partir: '31/02/2027' }, 'a-partir', /en chiffres/],
        [{ f_a_partir: '01/06/2027' }, 'a-partir', /deux mois/],
      ],
    },
    {
      field: 'FAMILY.bankAccount',
      right: 'R',
      form: '/mes-informations/banque',
      label: /Coordonnées bancaires/,
      input: /name="f_iban"/,
      good: { f_titulaire: 'Claire Martin', f_iban: 'FR76 3000 1007 9412 3456 7000 113' },
      bad: [
        [{ f_titulaire: '' }, 'titulaire', /titulaire/],
        [{ f_iban: '' }, 'iban', /IBAN/],
        [{ f_iban: 'FR76 3000 1007 9412 3456 7000 114' }, 'iban', /erreur de frappe/],
        [{ f_bic: 'ABC' }, 'bic', /huit ou onze/],
      ],
    },
  ]
}
