package known

import "github.com/cancelcheck/cancelcheck/analyzer/internal/effects"

var xsync = Module{
	Path: "golang.org/x/sync", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/sync",
	Funcs: map[string]funcs{
		"golang.org/x/sync/errgroup": {
			"WithContext": {Makes: effects.Group},
			"Group.Go":    tasks0,
			"Group.TryGo": tasks0,
			"Group.Wait":  joins,
		},
		"golang.org/x/sync/semaphore": {"Weighted.Acquire": live0},
		// Not singleflight: what it calls is shared, and no one caller's context
		// is to end it.
	},
}

// The look-alike that predates the standard package; its types are aliases.
var xnet = Module{
	Path: "golang.org/x/net", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/net/context",
	Funcs: map[string]funcs{
		"golang.org/x/net/context": {
			"Background": root, "TODO": root, "WithValue": derived,
			"WithCancel": cancelable, "WithTimeout": timed, "WithDeadline": timed,
		},
		"golang.org/x/net/context/ctxhttp": {
			"Do": live0, "Get": live0, "Head": live0, "Post": live0, "PostForm": live0,
		},
	},
}

var xtime = Module{
	Path: "golang.org/x/time", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/time/rate",
	Funcs: map[string]funcs{
		"golang.org/x/time/rate": {"Limiter.Wait": live0, "Limiter.WaitN": live0},
	},
}

var xterm = Module{
	Path: "golang.org/x/term", Since: "v0.1.0", Doc: "https://pkg.go.dev/golang.org/x/term",
	Funcs: map[string]funcs{"golang.org/x/term": {"Restore": settles}}, // the shell gets the terminal back as it is
}

// Clocks that tests can replace: their Sleep is time.Sleep.
var clocks = []Module{
	{
		Path: "k8s.io/utils", Since: "v0.0.0", Doc: "https://pkg.go.dev/k8s.io/utils/clock",
		Funcs: map[string]funcs{"k8s.io/utils/clock": {"Clock.Sleep": sleep, "RealClock.Sleep": sleep}},
	},
	{
		Path: "github.com/jonboulle/clockwork", Since: "v0.1.0", Doc: "https://pkg.go.dev/github.com/jonboulle/clockwork",
		Funcs: map[string]funcs{"github.com/jonboulle/clockwork": {"Clock.Sleep": sleep}},
	},
	{
		Path: "github.com/benbjohnson/clock", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/benbjohnson/clock",
		Funcs: map[string]funcs{"github.com/benbjohnson/clock": {"Clock.Sleep": sleep}},
	},
}

var pkgErrors = Module{
	Path: "github.com/pkg/errors", Since: "v0.8.0", Doc: "https://pkg.go.dev/github.com/pkg/errors",
	Funcs: map[string]funcs{"github.com/pkg/errors": {"New": fault, "Errorf": fault}},
}

// The logging libraries that real code meets most. What they do besides
// writing a message (exit, panic) is listed.
var loggers = []Module{
	{
		Path: "go.uber.org/zap", Since: "v1.0.0", Doc: "https://pkg.go.dev/go.uber.org/zap",
		Loggers: []string{"go.uber.org/zap"},
		Funcs: map[string]funcs{
			"go.uber.org/zap": {
				"Logger.Fatal": exits, "Logger.Panic": noReturn,
				"SugaredLogger.Fatal": exits, "SugaredLogger.Fatalf": exits,
				"SugaredLogger.Fatalw": exits, "SugaredLogger.Fatalln": exits,
				"SugaredLogger.Panic": noReturn, "SugaredLogger.Panicf": noReturn,
				"SugaredLogger.Panicw": noReturn, "SugaredLogger.Panicln": noReturn,
			},
		},
	},
	{
		Path: "github.com/sirupsen/logrus", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/sirupsen/logrus",
		Loggers: []string{"github.com/sirupsen/logrus"},
		Funcs: map[string]funcs{
			"github.com/sirupsen/logrus": {
				"Fatal": exits, "Fatalf": exits, "Fatalln": exits,
				"Panic": noReturn, "Panicf": noReturn, "Panicln": noReturn,
				"Logger.Fatal": exits, "Logger.Fatalf": exits, "Logger.Fatalln": exits,
				"Logger.Panic": noReturn, "Logger.Panicf": noReturn, "Logger.Panicln": noReturn,
				"Entry.Fatal": exits, "Entry.Fatalf": exits, "Entry.Fatalln": exits,
				"Entry.Panic": noReturn, "Entry.Panicf": noReturn, "Entry.Panicln": noReturn,
			},
		},
	},
	{
		Path: "k8s.io/klog/v2", Since: "v2.0.0", Doc: "https://pkg.go.dev/k8s.io/klog/v2",
		Loggers: []string{"k8s.io/klog/v2"},
		Funcs: map[string]funcs{
			"k8s.io/klog/v2": {
				"Fatal": exits, "Fatalf": exits, "Fatalln": exits,
				"Exit": exits, "Exitf": exits, "Exitln": exits,
			},
		},
	},
	{
		Path: "github.com/hashicorp/go-hclog", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/hashicorp/go-hclog",
		Loggers: []string{"github.com/hashicorp/go-hclog"},
	},
	{
		Path: "github.com/rs/zerolog", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/rs/zerolog",
		Loggers: []string{"github.com/rs/zerolog", "github.com/rs/zerolog/log"},
	},
	{
		Path: "github.com/go-logr/logr", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/go-logr/logr",
		Loggers: []string{"github.com/go-logr/logr"},
	},
	{
		Path: "github.com/go-kit/log", Since: "v0.2.0", Doc: "https://pkg.go.dev/github.com/go-kit/log",
		Loggers: []string{"github.com/go-kit/log", "github.com/go-kit/log/level"},
	},
}

// A function's process is frozen when its handler has returned.
var lambda = Module{
	Path: "github.com/aws/aws-lambda-go", Since: "v1.0.0", Doc: "https://pkg.go.dev/github.com/aws/aws-lambda-go/lambda",
	Handlers: map[string]map[string]int{
		"github.com/aws/aws-lambda-go/lambda": {
			"Start": 0, "StartWithOptions": 0, "StartWithContext": 1, "StartHandlerFunc": 0,
			"NewHandler": 0, "NewHandlerWithOptions": 0,
		},
	},
}

// What a function of Google's is called with is a request's.
var cloudFunctions = Module{
	Path: "github.com/GoogleCloudPlatform/functions-framework-go", Since: "v1.4.0", Doc: "https://pkg.go.dev/github.com/GoogleCloudPlatform/functions-framework-go/functions",
	Handlers: map[string]map[string]int{
		"github.com/GoogleCloudPlatform/functions-framework-go/functions": {"CloudEvent": 1},
	},
}
