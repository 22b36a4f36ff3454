package print

import (
	"encoding/json"
	"io"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
)

// Schema is the version of the JSON form. Fields may be added under the same
// number; a field that changes or goes makes a new one.
const Schema = 1

// Report is the JSON form of a run. Every field is always there, lists are
// sorted and never null, and the same findings are the same bytes. Files are
// relative to the root of their module, with slashes; those of the standard
// library, whose module is empty, to GOROOT/src.
type Report struct {
	Schema   int           `json:"schema"`
	Level    string        `json:"level"` // least sure findings that were asked for
	Packages int           `json:"packages"`
	Findings []jsonFinding `json:"findings"`
	Errors   []jsonError   `json:"errors"`
}

type jsonFinding struct {
	Module string `json:"module"`
	finding.Finding
}

type jsonError struct {
	Package string `json:"package"`
	Module  string `json:"module"`
	File    string `json:"file"`   // empty: the package as a whole
	Line    int    `json:"line"`   // 0: unknown
	Column  int    `json:"column"` // 0: unknown
	Message string `json:"message"`
}

// JSON writes the report.
func JSON(w io.Writer, run *Run) error {
	paths := run.Paths
	r := Report{Schema: Schema, Level: run.Level, Packages: run.Packages, Findings: []jsonFinding{}, Errors: []jsonError{}}
	inModule := func(file string) string {
		_, name := paths.InModule(file)
		return name
	}
	for i, f := range finding.Rename(run.Findings, inModule) {
		module, _ := paths.InModule(run.Findings[i].File)
		r.Findings = append(r.Findings, jsonFinding{module, f})
	}
	for _, e := range run.Errors {
		j := jsonError{Package: e.Package, Line: e.Line, Column: e.Column, Message: e.Message}
		if e.File != "" {
			j.Module, j.File = paths.InModule(e.File)
		}
		r.Errors = append(r.Errors, j)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(r)
}
