import assert from 'node:assert/strict'
import { test } from 'node:test'
import { passwordFault, type PasswordPolicy } from '../../src/accounts/password-policy.ts'

const martin = {
  names: ['Claire', 'Martin', 'Kerbrat', 'Zoé', 'Noël', 'Valprés', 'claire.martin'],
  days: ['1987-03-14', '2018-05-09'],
}

type Case = readonly [policy: PasswordPolicy, password: string, fault: RegExp | null]

const cases: readonly Case[] = [
  ['DEFAULT', 'PreauDemo2026', null],
  ['DEFAULT', 'tilleul7giroflee', null],
  ['DEFAULT', 'abcdefghijk1', /courant/],
  ['DEFAULT', 'tilleul7gir', /12 à 20/],
  ['DEFAULT', 'tilleul7gire', null],
  ['DEFAULT', 'tilleul7girofleesabc', null],
  ['DEFAULT', 'tilleul7girofleesabcd', /12 à 20/],
  ['DEFAULT', 'tilleulgiroflee', /au moins une lettre et au moins un chiffre/],
  ['DEFAULT', '739182640517', /au moins une lettre et au moins un chiffre/],
  ['DEFAULT', 'tilleul7 giroflee', /sans accent/],
  ['DEFAULT', 'tilleul7giroflée', /sans accent/],
  ['DEFAULT', 'tilleul7giroflee!', /sans accent/],
  ['DEFAULT', 'Motdepasse12', /courant/],
  ['DEFAULT', 'bonjour123456', /courant/],
  ['DEFAULT', 'Azertyuiop123', /courant/],
  ['DEFAULT', 'soleil13000marseille', /courant/],
  ['DEFAULT', 'aaaaaaaaaaa1', /courant/],
  ['DEFAULT', 'KERBRATjardin12', /devinerait/],
  ['DEFAULT', 'valpres202612', /devinerait/],
  ['DEFAULT', 'jardin14031987', /devinerait/],
  ['DEFAULT', 'jardins090518', /devinerait/],
  ['DEFAULT', 'zoenoelzoe2018', /devinerait/],
  ['PASSPHRASE', 'le facteur a trois chats bleus', null],
  ['PASSPHRASE', 'Claire aime le jardin au printemps', null],
  ['PASSPHRASE', 'le facteur 123', /15 à 128/],
  ['PASSPHRASE', 'é'.repeat(129), /15 à 128/],
  ['PASSPHRASE', 'motdepasse motdepasse', /courant/],
  ['PASSPHRASE', 'Claire Martin Zoé Noël', /devinerait/],
]

for (const [policy, password, fault] of cases) {
  test(`${policy}: « ${password.slice(0, 40)} » is ${fault ? 'refused' : 'good'}`, () => {
    const sentence = passwordFault(policy, password, martin)
    if (fault) assert.match(sentence ?? 'good', fault)
    else assert.equal(sentence, null)
  })
}
