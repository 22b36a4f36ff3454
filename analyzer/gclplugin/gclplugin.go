package gclplugin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/cancelcheck/cancelcheck/analyzer"
)

// Name is what the linter is called in .golangci.yml.
const Name = "cancelcheck"

// golangci-lint knows plugins by what they do when they are linked in. This is
// the one init in the analyzers.
func init() { register.Plugin(Name, New) }

// Settings is linters.settings.custom.cancelcheck.settings of .golangci.yml.
type Settings struct {
	Rules []string `json:"rules"` // the rules to run; empty: all
	Level string   `json:"level"` // certain, the default, or likely
	Facts *bool    `json:"facts"` // see through calls into other packages; default true
}

// New makes the plugin from the settings, or says what is wrong with them.
func New(conf any) (register.LinterPlugin, error) {
	s, err := decode(conf)
	if err != nil {
		return nil, err
	}
	// The level is a flag of the model, as on every road.
	level := cmp.Or(s.Level, "certain")
	if err := analyzer.Facts.Flags.Set("level", level); err != nil {
		return nil, err
	}
	rules, err := choose(s.Rules)
	if err != nil {
		return nil, err
	}
	// For facts golangci-lint loads dependencies from source. govet, on by
	// default there, makes it do so anyway; docs/golangci-lint.md has numbers.
	return &plugin{rules: rules, facts: s.Facts == nil || *s.Facts}, nil
}

func decode(conf any) (Settings, error) {
	if conf == nil {
		return Settings{}, nil
	}
	s, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		err = fmt.Errorf("%w: the settings are rules, level and facts", err)
	}
	return s, err
}

func choose(names []string) ([]*analysis.Analyzer, error) {
	known := slices.DeleteFunc(slices.Clone(analyzer.All), func(a *analysis.Analyzer) bool {
		return a == analyzer.Facts // reports nothing
	})
	if len(names) == 0 {
		return known, nil
	}
	var chosen []*analysis.Analyzer
	for _, name := range names {
		i := slices.IndexFunc(known, func(a *analysis.Analyzer) bool { return a.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no rule %q: the rules are %s", name, list(known))
		}
		if !slices.Contains(chosen, known[i]) {
			chosen = append(chosen, known[i])
		}
	}
	return chosen, nil
}

func list(all []*analysis.Analyzer) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.Name
	}
	return strings.Join(names, ", ")
}

type plugin struct {
	rules []*analysis.Analyzer
	facts bool
}

// GetLoadMode says that the rules need types.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// BuildAnalyzers returns the rules as one analyzer.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{together(p.rules, p.facts)}, nil
}
