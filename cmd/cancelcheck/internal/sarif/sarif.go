package sarif

import (
	"cmp"
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/finding"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/lines"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
)

const (
	schema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	version = "2.1.0"
)

// Names of the folders that files are named from. Where they lie is for the
// reader to know: the log is the same from every checkout.
const (
	srcRoot = "%SRCROOT%"
	goRoot  = "%GOROOT%"
)

// Write writes the log of a run; rules are those that could have reported.
func Write(w io.Writer, r *print.Run, rules []*analysis.Analyzer) error {
	b := builder{paths: r.Paths, index: map[string]int{}}
	out := run{
		Tool:        tool{driver{Name: "cancelcheck", InformationURI: home, Rules: []rule{}}},
		Invocations: []invocation{b.invocation(r)},
		OriginalURIBaseIDs: map[string]artifactLocation{
			srcRoot: {Description: &message{Text: "The root of the repository, or of the module or workspace if there is none."}},
			goRoot:  {Description: &message{Text: "The root of the Go installation, as go env GOROOT prints it."}},
		},
		ColumnKind: "utf16CodeUnits",
		Results:    []result{},
	}
	for i, a := range rules {
		b.index[a.Name] = i
		out.Tool.Driver.Rules = append(out.Tool.Driver.Rules, describe(a))
	}
	ids := prints(r.Findings)
	for i, f := range r.Findings {
		out.Results = append(out.Results, b.result(f, ids[i]))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(log{Schema: schema, Version: version, Runs: []run{out}})
}

type builder struct {
	paths *print.Paths
	index map[string]int // of rules

	source lines.Files
	file   string // whose hashes are kept: findings come sorted
	hashes []string
}

func (b *builder) invocation(r *print.Run) invocation {
	inv := invocation{ExecutionSuccessful: len(r.Errors) == 0}
	for _, e := range r.Errors {
		n := notification{Level: "error", Message: message{Text: e.Package + ": " + e.Message}}
		if e.File != "" {
			n.Locations = []location{b.location(finding.Range{File: e.File, Line: e.Line, Column: e.Column}, "")}
		}
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, n)
	}
	return inv
}

func (b *builder) result(f finding.Finding, id string) result {
	out := result{
		RuleID: f.Rule, RuleIndex: b.index[f.Rule], Level: level(f),
		Message:             message{Text: f.Message},
		Locations:           []location{b.location(f.Range, "")},
		PartialFingerprints: map[string]string{ownPrint: id},
		Properties:          properties{Level: f.Level, Category: f.Category, Package: f.Package, Function: f.Function},
	}
	if hash, ok := b.lineHash(f.Range); ok {
		out.PartialFingerprints[githubPrint] = hash
	}
	var steps []threadFlowLocation
	for i, rel := range f.Related {
		at := b.location(rel.Range, rel.Message)
		steps = append(steps, threadFlowLocation{at})
		at.ID = i + 1
		out.RelatedLocations = append(out.RelatedLocations, at)
	}
	// GitHub shows related places only where a message links them, but a flow
	// it always shows: so every chain is one, and the finding is its end.
	if len(steps) > 0 {
		steps = append(steps, threadFlowLocation{b.location(f.Range, f.Message)})
		out.CodeFlows = []codeFlow{{[]threadFlow{{steps}}}}
	}
	for _, s := range f.Fixes {
		if len(s.Edits) > 0 {
			out.Fixes = append(out.Fixes, b.fix(s))
		}
	}
	return out
}

// level is GitHub's severity too: an error fails the check of a pull request,
// as a certain finding fails the command, and a note only shows.
func level(f finding.Finding) string {
	if f.Level == finding.Likely {
		return "note"
	}
	return "error"
}

func (b *builder) location(r finding.Range, text string) location {
	out := location{PhysicalLocation: physicalLocation{ArtifactLocation: b.artifact(r.File)}}
	if r.Line > 0 {
		at := b.region(r)
		if s, ok := b.source.Slice(b.real(r)); ok && s != "" {
			at.Snippet = &content{s}
		}
		out.PhysicalLocation.Region = &at
	}
	if text != "" {
		out.Message = &message{Text: text}
	}
	return out
}

func (b *builder) real(r finding.Range) finding.Range {
	r.File = b.paths.Real(r.File)
	return r
}

func (b *builder) region(r finding.Range) region {
	file := b.paths.Real(r.File)
	return region{
		StartLine: r.Line, StartColumn: b.source.UTF16(file, r.Line, r.Column),
		EndLine: r.EndLine, EndColumn: b.source.UTF16(file, r.EndLine, r.EndColumn),
	}
}

func (b *builder) artifact(file string) artifactLocation {
	name, inside := b.paths.InRepository(file)
	if inside {
		return artifactLocation{URI: relative(name), URIBaseID: srcRoot}
	}
	if name, inside = b.paths.InGoroot(file); inside {
		return artifactLocation{URI: relative(name), URIBaseID: goRoot}
	}
	name = filepath.ToSlash(b.paths.Real(file))
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // a drive letter
	}
	return artifactLocation{URI: (&url.URL{Scheme: "file", Path: name}).String()}
}

// relative escapes a name. A colon in its first part would read as a scheme, so
// the library puts ./ before it, and that stays.
func relative(name string) string {
	return (&url.URL{Path: name}).String()
}

func (b *builder) fix(s finding.Fix) fix {
	out := fix{Description: message{Text: s.Message}}
	edits := slices.Clone(s.Edits)
	slices.SortStableFunc(edits, func(a, b finding.Edit) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start))
	})
	for i, e := range edits {
		if i == 0 || e.File != edits[i-1].File {
			out.ArtifactChanges = append(out.ArtifactChanges, artifactChange{ArtifactLocation: b.artifact(e.File)})
		}
		last := &out.ArtifactChanges[len(out.ArtifactChanges)-1]
		last.Replacements = append(last.Replacements, replacement{b.region(e.Range), content{e.New}})
	}
	return out
}

func (b *builder) lineHash(r finding.Range) (string, bool) {
	file := b.paths.Real(r.File)
	if b.file != file {
		b.file, b.hashes = file, nil
		if data := b.source.Data(file); len(data) > 0 {
			b.hashes = lineHashes(string(data))
		}
	}
	if r.Line < 1 || r.Line > len(b.hashes) {
		return "", false
	}
	return b.hashes[r.Line-1], true
}
