package atlas

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// colors are what Graphviz fills spawns with: dark text is readable on all.
var colors = map[analyzer.Verdict]string{
	"managed": "#8fd3a8", "stopped": "#9cc9ee", "joined": "#f1d679",
	"short": "#d5d9de", "loose": "#f2a59b", "unknown": "#d3bcec",
}

// DOT writes the map for Graphviz: who starts what, in a box per package, with
// what stops it and who waits for it as edges from the functions that do.
func (m *Map) DOT(w io.Writer) error {
	d := &dot{}
	d.line("digraph spawns {")
	d.line("\trankdir=LR")
	d.line("\tnode [fontname=%q, fontsize=10]", "Helvetica")
	d.line("\tedge [fontname=%q, fontsize=9]", "Helvetica")
	for i := range m.Packages {
		d.pkg(&m.Packages[i], i)
	}
	d.line("}")
	_, err := w.Write(d.b.Bytes())
	return err
}

type dot struct {
	b     bytes.Buffer
	next  int
	edges []string
	funcs []string
}

func (d *dot) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *dot) pkg(p *Package, i int) {
	d.edges, d.funcs = nil, nil
	d.line("\tsubgraph cluster_%d {", i)
	d.line("\t\tlabel=%s", quote(p.Path))
	for j, o := range p.Owners {
		indent := "\t\t"
		if o.Name != "" {
			d.line("\t\tsubgraph cluster_%d_%d {", i, j)
			d.line("\t\t\tlabel=%s", quote(o.Name))
			indent = "\t\t\t"
		}
		for k := range o.Spawns {
			d.spawn(indent, p.Path, &o.Spawns[k])
		}
		if o.Name != "" {
			d.line("\t\t}")
		}
	}
	slices.Sort(d.funcs)
	for _, f := range slices.Compact(d.funcs) {
		d.line("\t\t%s [label=%s]", quote(p.Path+"."+f), quote(f))
	}
	d.line("\t}")
	for _, e := range d.edges {
		d.line("\t%s", e)
	}
}

func (d *dot) spawn(indent, pkg string, s *Spawn) {
	d.next++
	label := fmt.Sprintf("%s %s\n%s\n%s", s.Kind, s.Body, s.At, s.Verdict)
	if s.Goroutines != nil {
		label += "\n" + count(s.Goroutines.Count, "goroutine")
	}
	d.line("%ss%d [shape=box, style=filled, fillcolor=%q, label=%s]", indent, d.next, colors[s.Verdict], quote(label))
	d.edge(pkg, s.Func, "starts", "solid")
	for _, m := range s.Stops {
		d.edge(pkg, m.In, "stop: "+m.Kind+" "+m.What, "dashed")
	}
	for _, m := range s.Joins {
		d.edge(pkg, m.In, "join: "+m.Kind+" "+m.What, "dotted")
	}
}

func (d *dot) edge(pkg, from, label, style string) {
	if from == "" {
		return
	}
	d.funcs = append(d.funcs, from)
	d.edges = append(d.edges, fmt.Sprintf("%s -> s%d [style=%s, label=%s]", quote(pkg+"."+from), d.next, style, quote(label)))
}

// quote makes a string of DOT, which knows three escapes.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
