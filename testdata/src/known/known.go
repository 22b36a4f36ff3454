// Package known imports every module that package known has entries for, so
// that a test can hold the entries against the real API.
package known

import (
	_ "github.com/benbjohnson/clock"
	_ "github.com/go-kit/log/level"
	_ "github.com/go-logr/logr"
	_ "github.com/hashicorp/go-hclog"
	_ "github.com/jonboulle/clockwork"
	_ "github.com/rs/zerolog/log"
	_ "github.com/sirupsen/logrus"
	_ "go.uber.org/zap"
	_ "golang.org/x/net/context"
	_ "golang.org/x/net/context/ctxhttp"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/sync/semaphore"
	_ "golang.org/x/time/rate"
	_ "k8s.io/klog/v2"
	_ "k8s.io/utils/clock"
)
