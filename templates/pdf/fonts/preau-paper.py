"""Makes the Preau Paper fonts: `python3 preau-paper.py SOURCES` (fontTools 4.66), written beside this file.

SOURCES holds version 2.001 of both families, as static TrueType files of Google Fonts named
AtkinsonHyperlegibleNext_400Regular.ttf, PublicSans_400Regular.ttf and so on.
"""

import sys
from pathlib import Path

from fontTools.otlLib.builder import ValueRecord, buildCoverage
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

DIGITS = 'zero one two three four five six seven eight nine'.split()


def lend_figures(font, lender):
    """The tabular figures become those of the lender, whose zero is not slashed."""
    scale = font['head'].unitsPerEm / lender['head'].unitsPerEm
    outlines = lender.getGlyphSet()
    for name in (f'{digit}.tf' for digit in DIGITS):
        drawing, pen = DecomposingRecordingPen(outlines), TTGlyphPen(None)
        outlines[name].draw(drawing)
        drawing.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        glyph = font['glyf'][name] = pen.glyph()
        glyph.coordinates.toInt()
        glyph.recalcBounds(font['glyf'])
        font['hmtx'][name] = (round(lender['hmtx'][name][0] * scale), glyph.xMin)


def advance(value):
    return value.XAdvance if value else 0


def kerns(lookup, left, order):
    """What the first subtable that knows the left glyph and its pair takes from each right glyph."""
    row = {}
    for table in lookup.SubTable:
        if left not in table.Coverage.glyphs:
            continue
        if table.Format == 1:
            pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
            row = {pair.SecondGlyph: advance(pair.Value1) for pair in pairs} | row
        else:
            records = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)].Class2Record
            of = table.ClassDef2.classDefs
            row = {right: advance(records[of.get(right, 0)].Value1) for right in order} | row
            break
    return row


def classes(vectors):
    """Glyphs with the same vector are of one class, those without any kerning of class 0."""
    seen = {(0,) * len(vectors): 0}
    return {glyph: seen.setdefault(vector, len(seen)) for glyph, vector in vectors.items()}, list(seen)


def class_definition(of):
    made = otTables.ClassDef()
    made.classDefs = {glyph: number for glyph, number in of.items() if number}
    return made


def flatten_kerning(font):
    """The same kerning in one table of classes: a pair is found in one step, where four tables were searched."""
    positions, order = font['GPOS'].table, font.getGlyphOrder()
    features = {record.FeatureTag: record.Feature for record in positions.FeatureList.FeatureRecord}
    assert sorted(features['kern'].LookupListIndex) == [0, 1]
    lookups = positions.LookupList.Lookup
    rows = {}
    for left in order:
        first, second = (kerns(lookup, left, order) for lookup in lookups[:2])
        rows[left] = tuple(first.get(right, 0) + second.get(right, 0) for right in order)
    left_class, left_rows = classes(rows)
    columns = {right: tuple(row[at] for row in rows.values()) for at, right in enumerate(order)}
    right_class, right_columns = classes(columns)
    table = otTables.PairPos()
    table.Format, table.ValueFormat1, table.ValueFormat2 = 2, 4, 0
    table.Coverage = buildCoverage(order, font.getReverseGlyphMap())
    table.ClassDef1, table.ClassDef2 = class_definition(left_class), class_definition(right_class)
    table.Class1Count, table.Class2Count = len(left_rows), len(right_columns)
    place = {number: at for at, number in enumerate(right_class[right] for right in order)}
    table.Class1Record = [otTables.Class1Record() for _ in left_rows]
    for record, row in zip(table.Class1Record, left_rows):
        record.Class2Record = [otTables.Class2Record() for _ in right_columns]
        for number, cell in enumerate(record.Class2Record):
            cell.Value1 = ValueRecord()
            cell.Value1.XAdvance = row[place[number]] if number in place else 0
    lookups[0].SubTable, lookups[0].SubTableCount = [table], 1
    del lookups[1]
    for record in positions.FeatureList.FeatureRecord:
        feature = record.Feature
        feature.LookupListIndex = sorted({max(at - 1, 0) for at in feature.LookupListIndex})
        feature.LookupCount = len(feature.LookupListIndex)


def as_array(definition, font):
    """Classes as one array over the glyphs: fontTools would write ranges, which are searched."""
    of = {font.getGlyphID(glyph): number for glyph, number in definition.classDefs.items() if number}
    first, last = min(of), max(of)
    definition.Format = 1
    array = [of.get(at, 0) for at in range(first, last + 1)]
    return {'StartGlyph': font.getGlyphName(first), 'ClassValueArray': array}


def rename(font, lender):
    names = font['name']
    names.removeNames(nameID=25)
    for record in names.names:
        said = record.toUnicode()
        if record.nameID == 0:
            record.string = f'{said}; {lender["name"].getDebugName(0)}'
        elif record.nameID in (1, 3, 4, 6, 16):
            said = said.replace('Atkinson Hyperlegible Next', 'Preau Paper')
            record.string = said.replace('AtkinsonHyperlegibleNext', 'PreauPaper')


otTables.ClassDef.preWrite = as_array
for weight in ('400Regular', '600SemiBold', '700Bold'):
    sources = Path(sys.argv[1])
    font = TTFont(sources / f'AtkinsonHyperlegibleNext_{weight}.ttf', recalcTimestamp=False)
    lender = TTFont(sources / f'PublicSans_{weight}.ttf')
    lend_figures(font, lender)
    flatten_kerning(font)
    rename(font, lender)
    font.save(Path(__file__).parent / f'PreauPaper_{weight}.ttf')
