package ctxescape

import (
	_ "embed"

	"github.com/cancelcheck/cancelcheck/analyzer/internal/lifetime"
	"github.com/cancelcheck/cancelcheck/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the ctxescape rule.
var Analyzer = report.Rule{Name: "ctxescape", Doc: doc, Find: find}.Analyzer()

// The sub-cases.
const (
	category = "«category»"
)

// «The algorithm, told once: what is looked for, what is ignored, and why.»
func find(p *lifetime.Package, say func(report.Finding)) {
}
