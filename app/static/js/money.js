/** Reads an amount the way the server does (core/units.py): a bare number is 万元; 亿, 千万, 百万, 万 and 元 are understood. */

const UNITS = { 亿元: 1e4, 亿: 1e4, 千万元: 1e3, 千万: 1e3, 百万元: 100, 百万: 100, 万元: 1, 万: 1, 元: 1e-4 };
const AMOUNT = /^(?:约|近)?(-?\d+(?:\.\d+)?)(亿元|亿|千万元|千万|百万元|百万|万元|万|元)?$/;
const MOST_WAN = 1e8;

/** {text, bad}: what to show beside the field. Nothing typed: no text. */
export function readMoney(typed) {
  const squeezed = typed.normalize("NFKC").replace(/[\s,，]/g, "");
  if (!squeezed) return { text: "", bad: false };
  const found = AMOUNT.exec(squeezed);
  if (!found) return { text: "看不懂这个金额", bad: true };
  const wan = Number(found[1]) * UNITS[found[2] ?? "万元"];
  if (wan < 0) return { text: "不能为负数", bad: true };
  if (wan > MOST_WAN) return { text: "金额过大", bad: true };
  return { text: `= ${wan.toLocaleString("zh-CN", { maximumFractionDigits: 6 })} 万元`, bad: false };
}
