package io.countersign.simulator;

/** How the simulator's pages look: one narrow column that fits a telephone, light or dark as the person prefers. */
final class PageStyle {
    static final String CSS = """
            :root{--ink:#1b1b2a;--soft:#5b5b70;--line:#c9c9d6;--paper:#fff;--ground:#f2f2f7;--act:#3b2fb0;\
            --on-act:#fff;--bad:#a4161a;--mark:#ffd54a;--on-mark:#2a2000}
            @media (prefers-color-scheme:dark){:root{--ink:#ececf4;--soft:#a9a9bd;--line:#4a4a5e;--paper:#1d1d29;\
            --ground:#12121a;--act:#a79dff;--on-act:#14102e;--bad:#ff9d97}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
            .mark{margin:0;padding:.5rem 1rem;background:var(--mark);color:var(--on-mark);\
            text-align:center;font-weight:600}
            main{max-width:26rem;margin:1.5rem auto;padding:1.25rem;background:var(--paper);\
            border:1px solid var(--line);border-radius:.75rem;overflow-wrap:anywhere}
            @media (max-width:28rem){main{margin:0;border-width:0 0 1px;border-radius:0}}
            h1{margin:0 0 .5rem;font-size:1.4rem;line-height:1.25}
            ul{padding-left:1.2rem}
            code{font-size:.875em;color:var(--soft)}
            a{color:var(--act)}
            h2{margin:1.25rem 0 .25rem;font-size:1.1rem}
            pre{white-space:pre-wrap;font-size:.875rem}
            dt{color:var(--soft)}
            dd{margin:0 0 .5rem}
            label{display:block;font-weight:600}
            fieldset{margin:1.25rem 0 0;padding:0;border:0}
            legend{padding:0;color:var(--soft)}
            input,button{width:100%;min-height:2.75rem;margin-top:.5rem;padding:.5rem .75rem;font:inherit;\
            color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}
            button{cursor:pointer}
            button.primary{background:var(--act);border-color:var(--act);color:var(--on-act);font-weight:600}
            button.person{text-align:left}
            button.plain{border-color:transparent;color:var(--act)}
            :focus-visible{outline:3px solid var(--act);outline-offset:2px}
            .error{color:var(--bad);font-weight:600}
            """;

    private PageStyle() {}
}
