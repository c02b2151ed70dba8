/** Claire Martin's invoice of November, as the billing hands it to the template. */
export const sampleInvoice = {
  createdOn: '2026-12-04',
  colour: '#0e6545',
  title: 'Facture de novembre 2026',
  number: 'F01-26-11-0000412',
  footer: 'Valprés · facture n° F01-26-11-0000412',
  commune: {
    name: 'Valprés',
    service: 'Régie de la restauration scolaire',
    lines: [
      '2 place de la Fontaine, 59223 Valprés',
      'Téléphone : 01 99 00 12 34',
      'SIRET 123 456 789 00012',
    ],
  },
  payer: ['Mme Claire MARTIN', '12 rue des Lilas', '59223 VALPRÉS'],
  facts: [
    { name: 'Numéro', value: 'F01-26-11-0000412' },
    { name: 'Émise le', value: '4 décembre 2026' },
    { name: 'Période', value: 'du 1er au 30 novembre 2026' },
    { name: 'Dossier', value: '1234' },
  ],
  due: {
    label: 'Net à payer',
    amount: '143,85 €',
    before: 'avant le jeudi 31 décembre 2026',
    parts: [
      { label: 'Cette facture', amount: '118,90 €' },
      { label: 'Solde antérieur', amount: '24,95 €' },
    ],
  },
  children: [
    {
      name: 'Zoé',
      total: '37,60 €',
      lines: [
        {
          label: 'Cantine',
          reason: 'Quotient 735, tranche 640 à 860 : 2,35 € le repas.',
          quantity: '16',
          unitPrice: '2,35 €',
          amount: '37,60 €',
        },
      ],
    },
  ],
  sums: [
    { label: 'Total de cette facture', notes: [], amount: '118,90 €', strong: false },
    {
      label: 'Solde antérieur',
      notes: ['Facture d’octobre 2026, n° F01-26-10-0000398 : reste 24,95 €'],
      amount: '24,95 €',
      strong: false,
    },
    { label: 'Net à payer', notes: [], amount: '143,85 €', strong: true },
  ],
  ways: ['Par carte bancaire sur le portail famille, bouton « Payer ».'],
  mentions: ['TVA non applicable, article 256 B du CGI.'],
}
