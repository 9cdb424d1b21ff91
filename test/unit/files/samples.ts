/** Small real files, made byte by byte: pictures whose headers are whole, documents as their programs write them. */
import { strToU8, zipSync } from "fflate";
import { joined } from "../../../src/protocol/bytes.ts";

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));

export const concat = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => joined(parts);

const u32 = (value: number): Uint8Array => bytes((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
const u16 = (value: number): Uint8Array => bytes((value >>> 8) & 255, value & 255);

/** A PNG's header and end. @param filler bytes of a chunk that nobody reads, to make it as large as is wanted */
export function png(width: number, height: number, filler = 0): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Uint8Array): Uint8Array => concat(u32(data.length), strToU8(type), data, u32(0));
  return concat(
    bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", concat(u32(width), u32(height), bytes(8, 6, 0, 0, 0))),
    ...(filler === 0 ? [] : [chunk("teXt", new Uint8Array(filler).fill(65))]),
    chunk("IDAT", bytes(0)),
    chunk("IEND", bytes()),
  );
}

/** A JPEG with an EXIF block. @param exif its bytes @param blocks how many such blocks stand before the size */
export function jpeg(width: number, height: number, exif: Uint8Array = new Uint8Array(8), blocks = 1): Uint8Array<ArrayBuffer> {
  const block = concat(bytes(0xff, 0xe1), u16(exif.length + 8), strToU8("Exif\0\0"), exif);
  return concat(
    bytes(0xff, 0xd8),
    ...Array.from({ length: blocks }, () => block),
    bytes(0xff, 0xc0),
    u16(17),
    bytes(8),
    u16(height),
    u16(width),
    bytes(3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0),
    bytes(0xff, 0xd9),
  );
}

/** EXIF that says the picture lies on its side. */
export const SIDEWAYS = concat(strToU8("MM"), u16(42), u32(8), u16(1), u16(0x0112), u16(3), u32(1), u16(6), u16(0), u32(0));

export const gif = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  concat(strToU8("GIF89a"), bytes(width & 255, width >> 8, height & 255, height >> 8, 0, 0, 0, 0x3b));

export const webp = (width: number, height: number): Uint8Array<ArrayBuffer> =>
  concat(
    strToU8("RIFF"),
    bytes(22, 0, 0, 0),
    strToU8("WEBPVP8X"),
    bytes(10, 0, 0, 0, 0, 0, 0, 0),
    bytes((width - 1) & 255, ((width - 1) >> 8) & 255, (width - 1) >> 16),
    bytes((height - 1) & 255, ((height - 1) >> 8) & 255, (height - 1) >> 16),
  );

/** A PDF with one line on each page. */
export function pdf(lines: readonly string[]): Uint8Array<ArrayBuffer> {
  const objects: string[] = [];
  const pageIds = lines.map((_line, index) => 4 + index * 2);
  objects.push("<< /Type /Catalog /Pages 2 0 R >>");
  objects.push(`<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(" ")}] /Count ${lines.length} >>`);
  objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  for (const [index, line] of lines.entries()) {
    const content = `BT /F1 24 Tf 72 700 Td (${line.replaceAll(/[()\\]/g, "\\$&")}) Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const xref = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("")}`;
  return utf8(`${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`);
}

type Parts = { [name: string]: string };
export const zip = (parts: Parts): Uint8Array<ArrayBuffer> =>
  new Uint8Array(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));

const CONTENT_TYPES = {
  "[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
};
const paragraph = (text: string, style = ""): string =>
  `<w:p>${style === "" ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

export const docx = (body = paragraph("Tides", "Heading1") + paragraph("The sea goes out twice a day.")): Uint8Array<ArrayBuffer> =>
  zip({
    ...CONTENT_TYPES,
    "word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  });
export const wordParagraph = paragraph;

export const xlsx = (): Uint8Array<ArrayBuffer> =>
  zip({
    ...CONTENT_TYPES,
    "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Harbour" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/sharedStrings.xml": `<sst><si><t>Boat</t></si><si><r><t>Mee</t></r><r><t>uwe</t></r></si></sst>`,
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>12.5</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>in</t></is></c><c r="C2" t="b"><v>1</v></c></row></sheetData></worksheet>`,
  });

export const pptx = (): Uint8Array<ArrayBuffer> =>
  zip({
    ...CONTENT_TYPES,
    "ppt/presentation.xml": "<p:presentation/>",
    "ppt/slides/slide2.xml": `<p:sld><a:p><a:r><a:t>Second</a:t></a:r></a:p></p:sld>`,
    "ppt/slides/slide1.xml": `<p:sld><a:p><a:r><a:t>First</a:t></a:r></a:p></p:sld>`,
  });

export const odt = (): Uint8Array<ArrayBuffer> =>
  zip({
    mimetype: "application/vnd.oasis.opendocument.text",
    "content.xml": `<office:document-content><office:body><office:text><text:h text:outline-level="2">Ebb</text:h><text:p>Low<text:s text:c="2"/>water</text:p></office:text></office:body></office:document-content>`,
  });

/** So many seconds of silence as a wav: 8,000 samples a second, a byte each. */
export function wav(seconds: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(8_000 * seconds).fill(128);
  const le32 = (value: number): Uint8Array => bytes(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255);
  const format = concat(le32(16), bytes(1, 0, 1, 0), le32(8_000), le32(8_000), bytes(1, 0, 8, 0));
  return concat(strToU8("RIFF"), le32(36 + data.length), strToU8("WAVEfmt "), format, strToU8("data"), le32(data.length), data);
}
