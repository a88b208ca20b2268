#pragma once

// The vocabulary in which the model tells the trace what it does: plain data, no logic. The
// checkers know of the model nothing else.

#include "model/facts/broker.h"
#include "model/facts/client.h"
#include "model/facts/controller.h"
#include "model/facts/kraft.h"
#include "model/facts/log.h"
#include "model/facts/log_index.h"
#include "model/facts/log_producers.h"
#include "model/facts/metadata.h"
#include "model/facts/replication.h"
#include "model/facts/rpc.h"
#include "model/facts/trial.h"
