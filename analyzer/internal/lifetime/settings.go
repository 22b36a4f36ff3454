package lifetime

import (
	"flag"
	"fmt"
	"strings"
)

// Level says how sure a finding is. It is an evidence class that the rule's
// documentation states in words, not a score.
type Level int

// The levels, from the gate to the inventory.
const (
	Certain Level = iota // of 25 findings in good code an expert agrees with 24
	Likely               // true two times of three
	Audit                // shown by the map only
)

var levelNames = []string{"certain", "likely", "audit"}

func (l Level) String() string { return levelNames[l] }

// Set makes Level a flag.Value. Audit is not a level one can report at.
func (l *Level) Set(s string) error {
	for i, name := range levelNames[:Audit] {
		if s == name {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("no level %q: there are certain and likely", s)
}

// The settings are flags of the lifetime analyzer and nothing else: go vet's
// cache knows flags only, so a file or an environment variable that changed
// findings would replay stale ones.
var (
	level     Level
	deps      patterns
	factsOnly bool
	stats     bool
)

func flags() flag.FlagSet {
	fs := flag.NewFlagSet("lifetime", flag.ContinueOnError)
	fs.Var(&level, "level", "report findings that are certain, or likely as well")
	fs.Var(&deps, "deps", "comma-separated path patterns (x.org/lib/...) of dependencies to treat like own packages")
	fs.BoolVar(&factsOnly, "factsonly", false, "compute facts and report nothing (the command sets it for a dependency's unit)")
	fs.BoolVar(&stats, "stats", false, "say on standard error how much of each package was explored for gostuck and lockwait (go vet remembers that it has said it: add -a)")
	return *fs
}

// ReportLevel returns the level set by -lifetime.level.
func ReportLevel() Level { return level }

// WantsStats reports whether -lifetime.stats is set: whoever explores says how
// much. It is for those who work on the budgets, and changes no finding.
func WantsStats() bool { return stats }

// patterns is a list of import path patterns; a trailing /... matches the
// path before it and everything below.
type patterns []string

func (p *patterns) String() string { return strings.Join(*p, ",") }

func (p *patterns) Set(s string) error {
	*p = nil
	for _, pat := range strings.Split(s, ",") {
		if pat = strings.TrimSpace(pat); pat != "" {
			*p = append(*p, pat)
		}
	}
	return nil
}

func (p patterns) match(path string) bool {
	for _, pat := range p {
		if pat == path || pat == "..." {
			return true
		}
		if root, ok := strings.CutSuffix(pat, "/..."); ok && (path == root || strings.HasPrefix(path, root+"/")) {
			return true
		}
	}
	return false
}
