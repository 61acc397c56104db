/**
 * Colours have a contrast of at least 4.5 to 1 against their ground in both schemes. No web fonts, no images: the page
 * asks for nothing.
 */
export const styleSheet = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f4f5f7;--text:#1b1f24;--dim:#57606a;--line:#c9d1d9;--error:#b3261e;--warning:#8a5300;--good:#1a6e35;--link:#0b57d0;--added:#e3f5e7;--removed:#fde7e5}
@media (prefers-color-scheme:dark){:root{--ground:#14171c;--raised:#1e232a;--text:#e4e8ed;--dim:#a3adb8;--line:#3c444d;--error:#ff9a91;--warning:#f0b95c;--good:#7ddb96;--link:#8ab4f8;--added:#16351f;--removed:#46201d}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}
h1{font-size:1.45rem;line-height:1.3;margin:.4rem 0}
h2{font-size:1.15rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
h3{font-size:1rem;margin:1rem 0 .3rem}
code,pre,.id,.address{font-family:ui-monospace,monospace;font-size:.9em}
.verdict{display:inline-block;padding:.1rem .7rem;border-radius:1rem;border:2px solid currentColor;font-weight:700}
.broken,.error .kind,.fail td:nth-child(2){color:var(--error)}
.at-risk,.unknown,.warning .kind,.unknown .kind{color:var(--warning)}
.healthy,.pass td:nth-child(2){color:var(--good)}
li.unknown,tr.unknown{color:inherit}
.often,footer{color:var(--dim);font-size:.9rem}
pre,.command{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.7rem;overflow-x:auto;white-space:pre-wrap}
pre>*{display:block;text-decoration:none}
ins{background:var(--added)}
del{background:var(--removed)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line)}
dl.evidence div{margin:.5rem 0}
dt{color:var(--dim);font-size:.9rem}
dd{margin:0}
svg{display:block;width:100%;max-width:40rem;height:auto;margin:.5rem 0 1rem}
svg text{fill:var(--text);font-size:13px;font-family:system-ui,sans-serif}
svg .column{fill:var(--dim);font-size:12px}
svg .id,svg .address{font-family:ui-monospace,monospace;font-size:12px}
svg .name{font-weight:700;font-size:12.5px}
.box{fill:var(--raised);stroke:var(--line);stroke-width:1.5}
.edge{stroke:var(--good);stroke-width:2}
.same .sign{fill:var(--good)}
.differs .edge,.nobody .edge{stroke:var(--error);stroke-dasharray:5 4}
.differs .box,.nobody .box{stroke:var(--error)}
.nobody .box{stroke-dasharray:3 3}
.differs .sign,.nobody .sign{fill:var(--error);font-size:17px;font-weight:700}
.open .edge{stroke:var(--dim);stroke-dasharray:2 4}
.timeline{list-style:none;padding:0;margin:0;border-left:3px solid var(--line)}
.timeline li{padding:.25rem 0 .25rem .8rem;margin-left:-3px;border-left:3px solid transparent}
.timeline .leader{border-color:var(--good)}
.timeline .trouble{border-color:var(--error)}
.timeline .configuration{border-color:var(--warning)}
.timeline .start{border-color:var(--link)}
.when{font-variant-numeric:tabular-nums;color:var(--dim);margin-right:.4rem}
.kind{font-size:.8rem;font-weight:700;text-transform:uppercase;letter-spacing:.03em;margin-right:.3rem}
.line{display:block;color:var(--dim);font-size:.8rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
@media print{body{font-size:11pt}h2{break-after:avoid}li,tr,svg,pre{break-inside:avoid}.scroll{overflow:visible}}
`
