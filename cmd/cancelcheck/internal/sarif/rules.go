package sarif

import (
	"strings"

	"golang.org/x/tools/go/analysis"
)

const home = "https://pkg.go.dev/github.com/cancelcheck/cancelcheck"

// weaknesses are the entries of the Common Weakness Enumeration that say what
// a rule's defect leads to. What is not here consumes resources without limit:
// it goes on when nobody wants it any more.
var weaknesses = map[string][]string{
	"ctxdefer":  {"cwe-400", "cwe-772"}, // release after the effective lifetime
	"directive": nil,                    // judges comments
}

func describe(a *analysis.Analyzer) rule {
	doc := strings.TrimSpace(a.Doc)
	first, rest, _ := strings.Cut(doc, "\n")
	title := strings.TrimPrefix(first, a.Name+": ")
	paragraph, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
	if paragraph == "" {
		paragraph = title
	}
	tags := []string{"cancellation", "concurrency", "reliability"}
	cwes, listed := weaknesses[a.Name]
	if !listed {
		cwes = []string{"cwe-400"}
	}
	for _, cwe := range cwes {
		tags = append(tags, "external/cwe/"+cwe) // GitHub's way to write it
	}
	return rule{
		ID: a.Name, Name: a.Name, HelpURI: a.URL,
		ShortDescription: message{Text: strings.ToUpper(title[:1]) + title[1:]},
		FullDescription:  message{Text: sentence(strings.Join(strings.Fields(paragraph), " "))},
		Help:             message{Text: doc, Markdown: markdown(doc) + "\n\n" + a.URL + "\n"},
		// The level and the precision are those of certain findings: the bar is
		// that an expert agrees with 24 of 25. A likely one says so itself.
		DefaultConfiguration: configuration{Level: "error"},
		Properties:           properties{Precision: "very-high", Tags: tags},
	}
}

// markdown fences the code of a document, which Go indents by a tab.
func markdown(doc string) string {
	var out, code []string
	flush := func() {
		for len(code) > 0 && code[len(code)-1] == "" {
			code = code[:len(code)-1]
		}
		if len(code) > 0 {
			out = append(append(append(out, "```go"), code...), "```", "")
		}
		code = nil
	}
	for _, line := range strings.Split(doc, "\n") {
		text, indented := strings.CutPrefix(line, "\t")
		switch {
		case indented:
			code = append(code, text)
		case line == "" && code != nil:
			code = append(code, "")
		default:
			flush()
			out = append(out, line)
		}
	}
	flush()
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// sentence ends a text whose code, after the colon, is not there.
func sentence(s string) string {
	if rest, ok := strings.CutSuffix(s, ":"); ok {
		return rest + "."
	}
	return s
}
