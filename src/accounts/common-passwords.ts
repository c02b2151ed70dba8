/**
 * What French people choose first, from the published lists of leaked passwords: words, names, clubs, keyboard rows.
 * Compared after accents, capitals and digits are taken away, so `Bonjour123456` and `M0tdepasse` variants need no line
 * of their own.
 */
export const commonWords: readonly string[] = `
motdepasse mdp password passe secret code acces admin administrateur root user test essai demo login bienvenue welcome
bonjour bonsoir salut coucou hello merci azerty azertyuiop qwerty qwertyuiop qwertz qsdfgh qsdfghjklm asdfgh asdfghjkl
wxcvbn zxcvbn zxcvbnm azer aqwzsx wxc poiuytreza abcdef abcdefgh abcdefghij abc aze qsd
soleil loulou doudou chouchou bebe cheri cherie mamour amour monamour jetaime jtm coeur bisous bisou calin princesse
prince chaton minou minette chien chat lapin licorne papillon coccinelle tigre lion panda dragon dauphin cheval
etoile lune fleur rose orange citron fraise cerise chocolat vanille caramel nutella bonbon sucre cafe fromage
maman papa mamie papi famille maison enfant enfants ecole cantine mairie portail parent parents facture
doudoune liberte egalite fraternite france paris marseille lyon toulouse bordeaux nantes lille nice rennes strasbourg
montpellier bretagne corse alsace normandie allezlom allezparis psg olympique football foot rugby zidane mbappe
marine nicolas julien thomas alexandre maxime camille chloe manon lea emma lucas hugo louis jules gabriel raphael
nathan enzo theo sarah laura pauline marie julie sophie caroline celine sandrine isabelle nathalie valerie virginie
aurelie stephanie vanessa melanie patrick philippe michel christian laurent pascal thierry frederic olivier sebastien
david kevin anthony romain jeremy mickael guillaume benjamin quentin florian antoine vincent francois jean pierre
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
lundi mardi mercredi jeudi vendredi samedi dimanche printemps automne hiver vacances noel anniversaire
ordinateur internet facebook google youtube instagram tiktok pokemon naruto starwars batman superman spiderman
iloveyou letmein monkey master sunshine football baseball
`
  .trim()
  .split(/\s+/)
