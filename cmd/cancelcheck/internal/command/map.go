package command

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/atlas"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/cli"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/facts"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/load"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/print"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/profile"
	"github.com/cancelcheck/cancelcheck/cmd/cancelcheck/internal/run"
)

// drawMap is the command map.
func drawMap(ctx context.Context, args []string, stdout, stderr *os.File) (int, error) {
	opts, err := cli.ParseMap(args)
	if errors.Is(err, flag.ErrHelp) {
		return Clean, cli.Help(stdout, []string{"map"})
	}
	if err != nil {
		return Failed, err
	}
	dir, err := directory(opts.Dir)
	if err != nil {
		return Failed, err
	}
	// A misspelt name must not take a minute to be seen.
	seen, err := readProfile(dir, opts.Profile)
	if err != nil {
		return Failed, err
	}
	a, err := survey(ctx, dir, opts, stderr)
	if err != nil {
		return Failed, err
	}
	m := a.draw()
	if seen != nil {
		m.Join(seen)
	}
	if err := writeMap(m, a, dir, opts, stdout); err != nil {
		return Failed, err
	}
	text := print.Text{Paths: a.paths, Color: print.Color(stdout)}
	if err := text.Errors(stderr, a.errors); err != nil || len(a.errors) > 0 {
		return Failed, err
	}
	return Clean, nil
}

func readProfile(dir, name string) (*profile.Profile, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(in(dir, name))
	if err != nil {
		return nil, fmt.Errorf("-profile: %w", err)
	}
	p, err := profile.Read(data)
	if err != nil {
		return nil, fmt.Errorf("-profile: %s: %w", name, err)
	}
	return p, nil
}

// in is a name that a flag gives, from the directory that the command runs in.
func in(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// area is what was surveyed.
type area struct {
	paths    *print.Paths
	packages []*load.Package
	spawns   map[*load.Package][]analyzer.Spawn
	errors   []load.Error
}

// survey runs the inventory over the packages. The store remembers findings,
// not spawns, so everything is analysed.
func survey(ctx context.Context, dir string, opts *cli.MapOptions, stderr *os.File) (*area, error) {
	facts.Register(analyzer.Facts)
	debug.SetGCPercent(400) // as analyse
	g, err := load.Load(ctx, load.Request{Dir: dir, Patterns: opts.Patterns, Tags: opts.Tags, Tests: opts.Tests})
	if err != nil {
		return nil, err
	}
	nameCommands(g, opts.Patterns)
	a := &area{paths: print.NewPaths(dir, g), spawns: map[*load.Package][]analyzer.Spawn{}}
	step, end := print.Progress(stderr)
	res, err := run.Run(ctx, g, run.Config{
		Rules: []*analysis.Analyzer{analyzer.Inventory}, Facts: []*analysis.Analyzer{analyzer.Facts},
		Own: own, Parallel: opts.Parallel, Progress: step,
		Result: func(p *load.Package, _ *analysis.Analyzer, result any) {
			a.spawns[p] = result.([]analyzer.Spawn)
		},
	})
	end()
	if err != nil {
		return nil, err
	}
	if res.Packages == 0 && len(res.Errors) == 0 {
		return nil, fmt.Errorf("no Go files in %s", strings.Join(opts.Patterns, " "))
	}
	a.packages, a.errors = g.Packages, res.Errors
	return a, nil
}

// draw makes the map of what was surveyed.
func (a *area) draw() *atlas.Map {
	inModule := func(file string) string {
		_, name := a.paths.InModule(file)
		return name
	}
	var sources []atlas.Source
	for _, p := range a.packages {
		list, surveyed := a.spawns[p]
		if !surveyed {
			continue
		}
		s := atlas.Source{Path: p.Path, Main: p.Name == "main", Spawns: list}
		if p.Module != nil {
			s.Module = p.Module.Path
		}
		sources = append(sources, s)
	}
	m := atlas.New(sources, inModule)
	for _, e := range a.errors {
		out := atlas.Error{Package: e.Package, Line: e.Line, Column: e.Column, Message: e.Message}
		if e.File != "" {
			out.File = inModule(e.File)
		}
		m.Errors = append(m.Errors, out)
	}
	return m
}

func writeMap(m *atlas.Map, a *area, dir string, opts *cli.MapOptions, stdout *os.File) error {
	switch {
	case opts.JSON():
		return m.JSON(stdout)
	case opts.DOT:
		return m.DOT(stdout)
	case opts.HTML != "":
		return writePage(m, a, dir, opts, stdout)
	case m.Profile != nil:
		return m.Sites(stdout)
	}
	return m.Text(stdout)
}

// writePage writes the page whole or not at all.
func writePage(m *atlas.Map, a *area, dir string, opts *cli.MapOptions, stdout *os.File) error {
	links := atlas.Links{Template: opts.Link}
	if strings.Contains(opts.Link, "{path}") {
		links.Roots = a.roots()
	}
	var b bytes.Buffer
	if err := m.HTML(&b, links); err != nil {
		return err
	}
	if opts.HTML == "-" {
		_, err := stdout.Write(b.Bytes())
		return err
	}
	if err := os.WriteFile(in(dir, opts.HTML), b.Bytes(), 0o666); err != nil {
		return fmt.Errorf("-html: %w", err)
	}
	return nil
}

// roots are the folders that the names of files start from, by module.
func (a *area) roots() map[string]string {
	roots := map[string]string{"": filepath.ToSlash(filepath.Join(a.paths.Real("$GOROOT"), "src"))}
	for p := range a.spawns {
		if p.Module != nil && p.Module.Dir != "" {
			roots[p.Module.Path] = filepath.ToSlash(p.Module.Dir)
		}
	}
	return roots
}
