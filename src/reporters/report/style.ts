/** The report's whole stylesheet. Colours keep a contrast of at least 4.5:1 on their paper, light and dark. */
export const style = `
:root{--paper:#fdfcf8;--ink:#1f1d1a;--quiet:#5d584f;--rule:#d8d2c4;--wash:#f4f1e8;--good:#1d6838;--bad:#a0241c;--open:#7b4d00;--link:#1f4e79;--bar:#3d3931;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L","Book Antiqua",Georgia,"Liberation Serif","Times New Roman",serif;
--sans:system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans",sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#181715;--ink:#ebe6db;--quiet:#aca597;--rule:#3b3832;--wash:#211f1c;--good:#83cf9d;--bad:#ff988d;--open:#e8bb62;--link:#9cc4ea;--bar:#cfc8ba}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:400 1.0625rem/1.55 var(--serif);-webkit-text-size-adjust:100%;scroll-behavior:smooth}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0 auto;max-width:70rem;padding:0 clamp(1rem,4vw,3rem) 4rem;overflow-wrap:break-word}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--ink);color:var(--paper);padding:.5rem 1rem;z-index:1}
.skip:focus{top:.5rem}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.06em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h1,h2,h3{font-weight:600;line-height:1.15;text-wrap:balance;margin:0}
p,ul,ol,dl,figure{margin:0 0 1rem}
.masthead{padding:clamp(1.5rem,5vw,3.5rem) 0 1.5rem;border-bottom:3px double var(--rule)}
.eyebrow{font:600 .75rem/1.4 var(--sans);letter-spacing:.09em;text-transform:uppercase;color:var(--quiet);margin:0 0 .9rem}
.eyebrow span{display:inline-block}
.eyebrow span::before{content:"\\b7";margin:0 .35em 0 .15em}
h1{font-size:clamp(1.9rem,5vw,3rem);letter-spacing:-.012em}
.where{color:var(--quiet);margin:.8rem 0 0}
.front{display:grid;grid-template-columns:minmax(0,1.25fr) minmax(0,1fr);gap:clamp(1.5rem,4vw,3.5rem);padding:1.75rem 0 2rem}
.word{font-size:clamp(1.9rem,4vw,2.5rem);margin-bottom:.6rem}
.word .mark{font:inherit}
.lead{font-size:1.15rem;line-height:1.45;max-width:36em}
.grade{font-size:.95rem;color:var(--quiet);border-top:1px solid var(--rule);padding-top:.8rem;margin:0}
.grade+.grade{border:0;padding-top:.5rem;overflow-wrap:anywhere}
.grade strong{color:var(--ink)}
.reasons{border-left:3px solid var(--open);padding-left:1rem;margin-bottom:1.25rem}
.reasons.fail{border-color:var(--bad)}
.reasons h3{margin-bottom:.4rem}
.reasons ol{padding-left:1.3rem;margin:0}
.reasons li{margin-bottom:.35rem}
.figures{display:grid;grid-template-columns:1fr 1fr;border-top:1px solid var(--rule)}
.figures>div{padding:.75rem 0;border-bottom:1px solid var(--rule)}
.figures>div:nth-child(odd){padding-right:1.25rem}
.figures>div:nth-child(even){padding-left:1.25rem;border-left:1px solid var(--rule)}
.figures>div:nth-last-child(-n+2){border-bottom:0}
dt{font-weight:600}
.figures dt{font:600 .85rem/1.35 var(--sans)}
.figures dt::first-letter{text-transform:uppercase}
.figures small{display:block;font-weight:400;color:var(--quiet);font-size:.8rem}
dd{margin:0}
.value{display:block;font-size:1.75rem;line-height:1.25;font-variant-numeric:lining-nums tabular-nums;margin-top:.2rem}
.mark{font:600 .84rem/1.4 var(--sans);color:var(--quiet)}
.mark.good{color:var(--good)}.mark.bad{color:var(--bad)}.mark.open{color:var(--open)}
.gaps{background:var(--wash);border-top:3px solid var(--ink);padding:1.1rem 1.3rem 1.2rem;align-self:start}
.gaps h2{font-size:1.15rem;margin-bottom:.7rem}
.gaps ul{padding:0;margin:0;list-style:none;font-size:.91rem;line-height:1.42}
.gaps li{padding:.42rem 0;border-top:1px solid var(--rule)}
nav{border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:.9rem 0;font:.88rem/1.5 var(--sans)}
nav ol{columns:4 11rem;column-gap:2rem;margin:0;padding-left:1.5rem}
nav li{padding-left:.2rem;break-inside:avoid}
nav a{display:inline-block;min-height:24px;padding:.12rem 0}
.numbered{counter-reset:part}
.numbered>section{padding-top:2.75rem}
.numbered>section>h2{counter-increment:part;font-size:1.6rem;margin-bottom:1rem;padding-bottom:.45rem;border-bottom:1px solid var(--rule)}
.numbered>section>h2::before{content:counter(part);color:var(--quiet);font-weight:400;margin-right:.7rem;font-variant-numeric:lining-nums}
section>p{max-width:44em}
h3{font-size:1.12rem;margin:1.5rem 0 .5rem}
h2 .anchor,h3 .anchor,p .anchor{margin-left:.45em;font-weight:400;color:var(--quiet);text-decoration:none;opacity:0}
:is(h2,h3,p):hover>.anchor,.anchor:focus-visible{opacity:1}
:target{scroll-margin-top:1rem}
.check:target,li:target,tr:target{outline:2px solid var(--link);outline-offset:.5rem}
.filter{border:1px solid var(--rule);background:var(--wash);padding:.8rem 1rem;margin-bottom:1.5rem;font:.87rem/1.4 var(--sans)}
.filter fieldset{border:0;padding:0;margin:0 0 .6rem;min-width:0}
.filter legend{font-weight:600;padding:0;margin-bottom:.3rem}
.filter span{display:inline-block;white-space:nowrap;margin:0 1rem .25rem 0}
.filter input{margin:0 .4rem 0 0;width:1.5rem;height:1.5rem;vertical-align:middle;accent-color:var(--link)}
.filter .nothing{display:none;margin:.3rem 0 0;font-weight:600}
@supports not selector(:has(a)){.filter{display:none}}
.check{border-top:1px solid var(--rule);padding-top:.4rem;margin-top:1.75rem}
.check>p{margin-bottom:.5rem}
.facts{margin-bottom:1.5rem}
.facts>div{display:grid;grid-template-columns:minmax(9rem,15rem) minmax(0,1fr);gap:.25rem 1.25rem;padding:.34rem 0;border-bottom:1px solid var(--rule)}
.facts dt{font:600 .86rem/1.6 var(--sans);color:var(--quiet)}
.facts dd{overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin-bottom:1.5rem}
table{border-collapse:collapse;width:100%;font:.87rem/1.45 var(--sans);font-variant-numeric:lining-nums tabular-nums}
table:not(:has(th:nth-child(4),td:nth-child(4))){max-width:46rem}
caption{text-align:left;font-weight:600;padding-bottom:.45rem;color:var(--quiet)}
th,td{text-align:left;vertical-align:top;padding:.42rem 1rem .42rem 0;border-bottom:1px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
thead th{border-bottom:1.5px solid var(--ink);font-weight:600;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:400}
tbody th code{white-space:nowrap;overflow-wrap:normal}
.number{text-align:right;white-space:nowrap}
thead th.number:first-child,tbody th.number{text-align:left}
.wide{min-width:13rem}
td .mark,th .mark{font-size:inherit;white-space:nowrap}
code{font:.84em/1.4 var(--mono);overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
pre{background:var(--wash);border-left:2px solid var(--rule);padding:.6rem .9rem;overflow-x:auto;margin:0;font-size:.95rem}
pre code{overflow-wrap:normal}
.commands{padding-left:1.4rem}
.commands li{margin-bottom:1rem}
.commands p{margin-bottom:.35rem}
.none,.note{color:var(--quiet);font-style:italic}
figcaption{font:600 .87rem/1.45 var(--sans);color:var(--quiet);margin-bottom:.5rem}
.drawing{width:100%;height:auto;font:13px var(--sans);font-variant-numeric:lining-nums tabular-nums}
.drawing.wide{display:block}.drawing.medium,.drawing.narrow{display:none}
.drawing text{fill:var(--ink)}
.drawing:not(.wide) text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.drawing .small{font-size:11.5px;fill:var(--quiet)}
.drawing .group{font-weight:600;fill:var(--quiet)}
.drawing .figure{fill:var(--quiet)}
.drawing .inverse{fill:var(--paper)}
.drawing .band{fill:var(--rule)}.drawing .soft{fill:var(--wash);stroke:var(--rule)}.drawing .dark{fill:var(--bar);stroke:none}
.drawing .grid{stroke:var(--rule);stroke-dasharray:1 3}
.drawing .track{stroke:var(--rule)}
.drawing .down{fill:var(--bad)}
.drawing .work{fill:var(--bar)}.drawing .failed{fill:var(--bad)}.drawing .pending{fill:var(--open)}
.drawing .plan{fill:none;stroke:var(--quiet);stroke-dasharray:3 2}
.drawing .watch{stroke:var(--bar);stroke-width:2}
.drawing .found{fill:var(--bad)}
.drawing .limit{stroke:var(--open);stroke-width:1.5;stroke-dasharray:6 3}
.drawing .fault{stroke:var(--bad);stroke-width:1.5}
.drawing .rto path,.drawing .rpo path{stroke:var(--ink);stroke-width:1.25}
.drawing .rto text,.drawing .rpo text{font-weight:600}
footer{margin-top:3rem;border-top:3px double var(--rule);padding-top:1rem;font-size:.9rem;color:var(--quiet)}
@media screen and (max-width:56rem){.drawing.wide{display:none}.drawing.medium{display:block}}
@media screen and (max-width:34rem){.drawing.medium{display:none}.drawing.narrow{display:block}}
@media (max-width:56rem){.front{grid-template-columns:minmax(0,1fr)}}
@media (max-width:34rem){html{font-size:1rem}.figures{grid-template-columns:1fr}.figures>div:nth-child(n){padding:.7rem 0;border-left:0;border-bottom:1px solid var(--rule)}.facts>div{grid-template-columns:1fr}.gaps{padding:1rem}}
@media screen and (max-width:34rem){table,tbody,tr,th,td,caption{display:block}thead{display:none}tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}tbody th,td{border:0;padding:.1rem 0}tbody th{font-weight:600}td[data-head]::before{content:attr(data-head) ": ";color:var(--quiet)}.number{text-align:left}td .mark,th .mark,.number{white-space:normal}.wide{min-width:0}}
@media print{
@page{size:A4;margin:17mm 16mm 18mm}
:root{--paper:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--wash:#f4f4f2;--good:#1d6838;--bad:#a0241c;--open:#7b4d00;--link:#000;--bar:#3d3931}
html{font-size:9.6pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{max-width:none;padding:0}
.skip,nav,.filter,.anchor{display:none}
tr[data-controls]{display:table-row!important}
article[data-controls]{display:block!important}
.masthead{padding-top:0}
.front{grid-template-columns:1.2fr 1fr;gap:8mm}
a{text-decoration:none}
.scroll,pre{overflow:visible}
pre code{white-space:pre-wrap}
table{font-size:8.3pt}
.wide{min-width:0}
th.wide:first-child{width:28%}
td .mark,th .mark{white-space:normal}
table:not(:has(th:nth-child(4),td:nth-child(4))){max-width:none}
thead{display:table-header-group}
tr,.facts>div,.commands li,figure,.figures>div,.gaps li{break-inside:avoid}
h2,h3,caption,figcaption{break-after:avoid}
.numbered>section{padding-top:8mm}
}
`;
